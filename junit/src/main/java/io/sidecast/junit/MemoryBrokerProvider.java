package io.sidecast.junit;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerOptions;
import io.sidecast.broker.BrokerProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The provider of the brokers in memory that connect the servers of a cluster. It is public for the
 * service loader, and not for applications. It is not registered as a service, so that the other
 * servers of the process choose their broker as without this module. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MemoryBrokerProvider implements BrokerProvider {

  static final String SCHEME = "sidecast-memory";

  /** Creates the provider for the service loader. */
  public MemoryBrokerProvider() {}

  /** Calls a function in which a server is built that may select this provider by its scheme. */
  static <T> T selectable(Supplier<T> function) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(
        new Registration(before == null ? MemoryBrokerProvider.class.getClassLoader() : before));
    try {
      return function.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public Set<String> schemes() {
    return Set.of(SCHEME);
  }

  @Override
  public URI defaultUri() {
    return URI.create(SCHEME + "://default");
  }

  @Override
  public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
    try {
      BrokerOptions.read(config, all -> "");
      return MemoryBroker.open(config, listener);
    } catch (BrokerException badConfig) {
      return BrokerOpening.failed(badConfig);
    }
  }

  /** A class loader that registers the provider as a service. Thread-safe. */
  private static final class Registration extends ClassLoader {

    private static final String SERVICE = "META-INF/services/" + BrokerProvider.class.getName();
    private static final String ENTRY = "/META-INF/sidecast-junit/broker-provider";

    Registration(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
      URL entry = MemoryBrokerProvider.class.getResource(ENTRY);
      return name.equals(SERVICE) && entry != null
          ? Collections.enumeration(List.of(entry))
          : Collections.emptyEnumeration();
    }
  }
}
