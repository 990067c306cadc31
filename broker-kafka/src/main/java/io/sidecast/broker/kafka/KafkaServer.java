package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerAddress;
import io.sidecast.broker.BrokerException;
import java.net.URI;
import java.util.Set;

/**
 * The parts of a broker URI: {@code kafka://[user:password@]host[:port],…}. Immutable.
 *
 * @param address the hosts and the optional login, which has a password
 * @param tls whether to use TLS
 */
record KafkaServer(BrokerAddress address, boolean tls) {

  private static final String FORM =
      "kafka://[user:password@]host[:port],…, with special characters of the password"
          + " percent-encoded, and no path";

  /**
   * Parses a URI.
   *
   * @throws BrokerException of kind {@code BAD_CONFIG}, without a password, if the path is not
   *     empty or the login has no password
   */
  static KafkaServer of(URI uri) {
    var address = BrokerAddress.of(uri, 9092, FORM);
    boolean half = address.login().filter(login -> login.password().isEmpty()).isPresent();
    if (half || !Set.of("", "/").contains(uri.getPath())) {
      throw BrokerException.badConfig("broker URI must be " + FORM);
    }
    return new KafkaServer(address, "kafkas".equals(uri.getScheme()));
  }
}
