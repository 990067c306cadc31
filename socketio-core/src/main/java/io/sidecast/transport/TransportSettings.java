package io.sidecast.transport;

import io.sidecast.http.StaticFiles;
import io.sidecast.http.Tls;
import io.sidecast.transport.http.HttpSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an {@link HttpServer}. Immutable.
 *
 * @param host the host name or IP address to listen on
 * @param port the TCP port, 0 to 65535; 0 for any free port
 * @param loops the settings of the event loops
 * @param tls the certificate, or null for a port without TLS
 * @param http the settings of HTTP
 */
public record TransportSettings(
    String host, int port, Loops loops, @Nullable Tls tls, HttpSettings http) {

  /**
   * The settings of the event loops. Immutable.
   *
   * @param count the number of event loops, at least 1
   * @param nativeTransport whether the event loops use the operating system's own interface
   *     (io_uring, epoll, kqueue) if the class path has Netty's library for it
   */
  public record Loops(int count, boolean nativeTransport) {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Loops {
      if (count < 1) {
        throw new IllegalArgumentException("eventLoops must be at least 1, not " + count);
      }
    }
  }

  /**
   * Checks the host and the port.
   *
   * @throws IllegalArgumentException if the host is empty or has a space or a control character, or
   *     if the port is not 0 to 65535
   */
  public TransportSettings {
    if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || Character.isISOControl(c))) {
      throw new IllegalArgumentException(
          "host must be a host name or an IP address, not '" + host + "'");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
  }

  /**
   * Returns the default settings: all addresses, one event loop per processor, no TLS.
   *
   * @param port the TCP port, 0 to 65535; 0 for any free port
   * @return the settings
   * @throws IllegalArgumentException if the port is not 0 to 65535
   */
  public static TransportSettings onPort(int port) {
    var loops = new Loops(Runtime.getRuntime().availableProcessors(), true);
    return new TransportSettings("0.0.0.0", port, loops, null, HttpSettings.DEFAULT);
  }

  /**
   * Returns a copy with another port.
   *
   * @param port the TCP port, 0 to 65535; 0 for any free port
   * @return the settings
   * @throws IllegalArgumentException if the port is not 0 to 65535
   */
  public TransportSettings withPort(int port) {
    return new TransportSettings(host, port, loops, tls, http);
  }

  /**
   * Returns a copy with another address to listen on.
   *
   * @param host a host name or IP address
   * @return the settings
   * @throws IllegalArgumentException if the host is empty or has a space or a control character
   */
  public TransportSettings withHost(String host) {
    return new TransportSettings(host, port, loops, tls, http);
  }

  /**
   * Returns a copy with another number of event loops.
   *
   * @param count the number, at least 1
   * @return the settings
   * @throws IllegalArgumentException if the number is less than 1
   */
  public TransportSettings withEventLoops(int count) {
    return new TransportSettings(host, port, new Loops(count, loops.nativeTransport()), tls, http);
  }

  /**
   * Returns a copy that allows or forbids the operating system's own interface.
   *
   * @param nativeTransport true for the operating system's interface where available; false for
   *     Java NIO
   * @return the settings
   */
  public TransportSettings withNativeTransport(boolean nativeTransport) {
    return new TransportSettings(host, port, new Loops(loops.count(), nativeTransport), tls, http);
  }

  /**
   * Returns a copy with or without TLS.
   *
   * @param tls the certificate, or null for a port without TLS
   * @return the settings
   */
  public TransportSettings withTls(@Nullable Tls tls) {
    return new TransportSettings(host, port, loops, tls, http);
  }

  /**
   * Returns a copy with other settings of HTTP.
   *
   * @param http the settings of HTTP
   * @return the settings
   */
  public TransportSettings withHttp(HttpSettings http) {
    return new TransportSettings(host, port, loops, tls, http);
  }

  /**
   * Returns a copy with another idle timeout.
   *
   * @param idleTimeout the longest time for which an HTTP connection may be idle, 1 millisecond to
   *     365 days
   * @return the settings
   * @throws IllegalArgumentException if the timeout is not 1 millisecond to 365 days
   */
  public TransportSettings withIdleTimeout(Duration idleTimeout) {
    return withHttp(http.withTimeouts(http.timeouts().withIdle(idleTimeout)));
  }

  /**
   * Returns a copy with other static files.
   *
   * @param files the static files, or null for none
   * @return the settings
   */
  public TransportSettings withFiles(@Nullable StaticFiles files) {
    return withHttp(http.withFiles(files));
  }
}
