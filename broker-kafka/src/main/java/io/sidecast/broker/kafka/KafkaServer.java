package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerAddress;
import io.sidecast.broker.BrokerException;
import java.net.URI;
import java.util.Set;

/**
 * Immutable; any thread. What the URI itself says: {@code kafka://[user:password@]host[:port],…}.
 *
 * @param address where Kafka is, and who logs in, if anybody: then with a password
 * @param tls whether connections are encrypted
 */
record KafkaServer(BrokerAddress address, boolean tls) {

  private static final String FORM =
      "kafka://[user:password@]host[:port],…, with special characters of the password"
          + " percent-encoded, and no path";

  /** Reads the URI; the path has to be empty. No message shows what may be a password. */
  static KafkaServer of(URI uri) {
    var address = BrokerAddress.of(uri, 9092, FORM);
    boolean half = address.login().filter(login -> login.password().isEmpty()).isPresent();
    if (half || !Set.of("", "/").contains(uri.getPath())) {
      throw BrokerException.badConfig("broker URI must be " + FORM);
    }
    return new KafkaServer(address, "kafkas".equals(uri.getScheme()));
  }
}
