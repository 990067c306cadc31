package io.sidecast.conformance;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.Channel;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Starts and stops a real broker for a suite. A fixture contains wiring and no promises of the
 * broker. Confined to the test thread.
 */
public interface BrokerFixture {

  /**
   * Returns the name of the broker in the report, for example {@code Redis}.
   *
   * @return a short name
   */
  String name();

  /**
   * Finds or starts the broker and returns when it is ready. Without a broker the method fails with
   * a message that describes how to obtain one.
   *
   * @param proxyPort the port of 127.0.0.1 through which the connections with faults arrive; a
   *     broker that announces its own address to clients must announce this port as well
   */
  void start(int proxyPort);

  /**
   * Returns the address of the broker itself, without the proxy.
   *
   * @return the URI; a restarted broker may have another one
   */
  URI uri();

  /**
   * Returns the address that the proxy connects to. A broker that announces its own address to
   * clients needs a second address for connections that come through the proxy.
   *
   * @return by default {@link #uri()}
   */
  default URI proxyTarget() {
    return uri();
  }

  /** Stops the broker and frees everything that was started for it. Idempotent. */
  void stop();

  /**
   * Returns the key of one setting that the broker supports. The suite misspells it to test the
   * check of settings.
   *
   * @return the key, for example {@code max_envelope_bytes}
   */
  String supportedSetting();

  /**
   * Returns the provider under test.
   *
   * @return by default the provider that {@link ServiceLoader} finds for the scheme of {@link
   *     #uri()}
   */
  default BrokerProvider provider() {
    String scheme = uri().getScheme();
    return ServiceLoader.load(BrokerProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.schemes().contains(scheme))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no BrokerProvider for the scheme " + scheme));
  }

  /**
   * Returns the settings with which the broker suite opens its nodes, in addition to those of the
   * URI. A suite of its own tests a broker with an optional log.
   *
   * @return the properties of {@link BrokerConfig#properties}; by default none
   */
  default Map<String, String> properties() {
    return Map.of();
  }

  /**
   * Returns an address of the broker with a login that the broker refuses. The suite uses it for
   * {@code wrongPasswordIsRefused}.
   *
   * @param broker the address of the broker through the network with faults
   * @param login an unknown user, a colon and a password, percent-encoded
   * @return by default empty: the broker has no logins, and the case is skipped
   */
  default Optional<URI> withLogin(URI broker, String login) {
    return Optional.empty();
  }

  /**
   * Returns the process of the broker, if this fixture owns one. Without it the suite simulates
   * outages and freezes in the network alone.
   *
   * @return the process
   */
  default Optional<BrokerProcess> process() {
    return Optional.empty();
  }

  /**
   * Removes the stored messages of a channel from a broker with a replay log, by the broker's own
   * means, as retention would after some time. The broker keeps messages that are published later.
   *
   * @param config the configuration of the nodes that published
   * @param channel the channel; messages of other channels may be removed with it
   */
  default void trim(BrokerConfig config, Channel channel) {
    throw new UnsupportedOperationException(
        name() + " has a replay log, so its fixture must be able to trim it");
  }

  /**
   * Returns the faults of a broker that is not reached over TCP.
   *
   * @return empty for every real broker: the suite then puts a {@link FaultProxy} in front of it
   */
  default Optional<Faults> faults() {
    return Optional.empty();
  }
}
