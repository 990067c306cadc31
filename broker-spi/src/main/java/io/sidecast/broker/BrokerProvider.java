package io.sidecast.broker;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Opens brokers of one kind. Found with {@link java.util.ServiceLoader} and chosen by the scheme of
 * the broker URI.
 */
public interface BrokerProvider {

  /**
   * The URI schemes that this provider opens, in lower case, for example {@code redis} and {@code
   * rediss}. Two providers of one scheme on a class path make the start of a server fail.
   *
   * @return the schemes, never empty
   */
  Set<String> schemes();

  /**
   * The URI that is used when this is the only provider on the class path and no URI was
   * configured.
   *
   * @return the place where a broker of this kind usually listens
   */
  URI defaultUri();

  /**
   * Connects.
   *
   * @param config where to connect to, and how
   * @param listener receives messages and state changes from now on until the broker is closed
   * @return a stage that completes with a connected broker, or fails with a {@link BrokerException}
   *     within {@link BrokerConfig#timeout()}; after a failure no thread or socket is left behind
   */
  CompletionStage<Broker> open(BrokerConfig config, BrokerListener listener);
}
