package io.sidecast.broker;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Opens brokers of one kind. The server finds providers with {@link java.util.ServiceLoader} and
 * selects one by the scheme of the broker URI. Implementations are public, have a public
 * constructor without parameters, and are thread-safe.
 *
 * @since 0.1.0
 */
public interface BrokerProvider {

  /**
   * Returns the URI schemes of this provider, for example {@code redis} and {@code rediss}. The
   * start of a server fails if two providers on the class path have the same scheme.
   *
   * @return the schemes in lower case, at least one
   */
  Set<String> schemes();

  /**
   * Returns the URI that a server uses if this is the only provider on the class path and no URI is
   * configured.
   *
   * @return the usual address of a message broker of this kind on the local machine
   */
  URI defaultUri();

  /**
   * Opens a broker. Does not block and does not throw; the stage of the opening reports every
   * failure.
   *
   * <p>The stage fails with a {@link BrokerException} within {@link BrokerConfig#timeout()}: of
   * kind {@link BrokerException.Kind#BAD_CONFIG} for an invalid setting, {@link
   * BrokerException.Kind#REFUSED} for wrong credentials, {@link BrokerException.Kind#UNAVAILABLE}
   * or {@link BrokerException.Kind#TIMEOUT} if no connection can be made. After a failure no thread
   * and no socket remains.
   *
   * @param config the address of the message broker and the settings
   * @param listener the listener of messages and state changes until the broker is closed; its
   *     first state is {@link BrokerState#UP}
   * @return the opening, which can be cancelled
   */
  BrokerOpening open(BrokerConfig config, BrokerListener listener);

  /**
   * Opens a broker for a server that has one event loop. A broker whose client library can run on
   * that loop saves a change of threads for each message. The loop serves all clients of the
   * server, so the broker must never block on it. The loop ends after the broker is closed.
   *
   * <p>By default, and in a provider that does not recognize the type of the loop, this is {@link
   * #open(BrokerConfig, BrokerListener)}.
   *
   * @param config the address of the message broker and the settings
   * @param listener the listener of messages and state changes until the broker is closed
   * @param loop the event loop; for a server on Netty it is a Netty {@code EventLoop}
   * @return the opening, which can be cancelled
   */
  default BrokerOpening open(BrokerConfig config, BrokerListener listener, Executor loop) {
    return open(config, listener);
  }
}
