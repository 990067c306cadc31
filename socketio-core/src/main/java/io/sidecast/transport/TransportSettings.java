package io.sidecast.transport;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link HttpServer} works.
 *
 * @param host the address to listen on
 * @param port the port; 0 for any free one
 * @param eventLoops the number of event loops
 * @param idleTimeout how long an HTTP connection may neither send a request nor wait for an answer
 * @param files the files to serve, or null for none
 * @param routes who is asked, in order, about requests that are not for the engine
 */
public record TransportSettings(
    String host,
    int port,
    int eventLoops,
    Duration idleTimeout,
    @Nullable StaticFiles files,
    List<HttpRoute> routes) {

  /** Checks the numbers and copies the list. */
  public TransportSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
    if (eventLoops < 1) {
      throw new IllegalArgumentException("at least one event loop is needed");
    }
    if (idleTimeout.toMillis() <= 0) {
      throw new IllegalArgumentException("idleTimeout must be at least one millisecond");
    }
    routes = List.copyOf(routes);
  }

  /**
   * All addresses, one event loop per processor, a minute of idleness, no files and no routes.
   *
   * @param port the port; 0 for any free one
   * @return the settings
   */
  public static TransportSettings onPort(int port) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new TransportSettings(
        "0.0.0.0", port, processors, Duration.ofSeconds(65), null, List.of());
  }

  /**
   * The same, listening on another port.
   *
   * @param port the port; 0 for any free one
   * @return the settings
   */
  public TransportSettings withPort(int port) {
    return new TransportSettings(host, port, eventLoops, idleTimeout, files, routes);
  }

  /**
   * The same, listening on another address.
   *
   * @param host a host name or IP address
   * @return the settings
   */
  public TransportSettings withHost(String host) {
    return new TransportSettings(host, port, eventLoops, idleTimeout, files, routes);
  }

  /**
   * The same with another number of event loops.
   *
   * @param eventLoops at least 1
   * @return the settings
   */
  public TransportSettings withEventLoops(int eventLoops) {
    return new TransportSettings(host, port, eventLoops, idleTimeout, files, routes);
  }

  /**
   * The same with another idle timeout.
   *
   * @param idleTimeout how long an HTTP connection may be idle
   * @return the settings
   */
  public TransportSettings withIdleTimeout(Duration idleTimeout) {
    return new TransportSettings(host, port, eventLoops, idleTimeout, files, routes);
  }

  /**
   * The same with files to serve.
   *
   * @param files the files, or null for none
   * @return the settings
   */
  public TransportSettings withFiles(@Nullable StaticFiles files) {
    return new TransportSettings(host, port, eventLoops, idleTimeout, files, routes);
  }

  /**
   * The same with other routes.
   *
   * @param routes who is asked, in order
   * @return the settings
   */
  public TransportSettings withRoutes(List<HttpRoute> routes) {
    return new TransportSettings(host, port, eventLoops, idleTimeout, files, routes);
  }
}
