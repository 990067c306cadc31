package io.sidecast.conformance;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.Channel;
import java.net.URI;
import java.util.Optional;
import java.util.ServiceLoader;

/** The test thread only. Brings a real broker for a suite: it holds wiring, never promises. */
public interface BrokerFixture {

  /**
   * The name in the report, for example {@code Redis}.
   *
   * @return a short name
   */
  String name();

  /**
   * Finds or starts the broker, and returns when it can be used. Fails, saying how to get one, if
   * there is none.
   *
   * @param proxyPort the port of 127.0.0.1 by which faulty connections will come; a broker that
   *     tells its clients an address of its own has to tell them this one as well
   */
  void start(int proxyPort);

  /**
   * Where the broker is, without any fault in between.
   *
   * @return the URI; another one may be returned after the broker was started again
   */
  URI uri();

  /**
   * Where the proxy connects to. A broker that tells its clients an address of its own has to be
   * reached another way by those that come through the proxy.
   *
   * @return by default {@link #uri()}
   */
  default URI behindProxy() {
    return uri();
  }

  /** Frees the broker and everything that was started for it. Idempotent. */
  void stop();

  /**
   * One setting that the broker knows; the suite misspells it.
   *
   * @return the key, for example {@code max_envelope_bytes}
   */
  String knownSetting();

  /**
   * The provider under test.
   *
   * @return by default the one that {@link ServiceLoader} finds for the scheme of {@link #uri()}
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
   * The broker's process, if this fixture owns one. Without it an outage and a freeze are made by
   * the network alone.
   *
   * @return the process
   */
  default Optional<BrokerProcess> process() {
    return Optional.empty();
  }

  /**
   * Makes a broker that keeps messages forget those of a channel, with its own means, as it would
   * by itself after some time. What is published later is kept.
   *
   * @param config as of the nodes that published
   * @param channel the channel; others may be forgotten with it
   */
  default void trim(BrokerConfig config, Channel channel) {
    throw new UnsupportedOperationException(
        name() + " has a replay log, so its fixture must be able to trim it");
  }

  /**
   * The faults of a broker that is not reached over TCP.
   *
   * @return empty for every real broker: the suite then puts a {@link FaultProxy} in front of it
   */
  default Optional<Faults> faults() {
    return Optional.empty();
  }
}
