package io.sidecast.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link HttpServer} works.
 *
 * @param host the address to listen on
 * @param port the port; 0 for any free one
 * @param loops the event loops
 * @param tls the certificate, or null to speak without encryption
 * @param http how requests are answered
 */
public record TransportSettings(
    String host, int port, Loops loops, @Nullable Tls tls, HttpSettings http) {

  /**
   * The event loops.
   *
   * @param count their number
   * @param nativeTransport whether they use the operating system's own interface (io_uring, epoll,
   *     kqueue) where the class path has Netty's library for it
   */
  public record Loops(int count, boolean nativeTransport) {

    /** Checks the number. */
    public Loops {
      if (count < 1) {
        throw new IllegalArgumentException("eventLoops must be at least 1, not " + count);
      }
    }
  }

  /** Checks the port. */
  public TransportSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
  }

  /**
   * All addresses, one event loop per processor, no encryption.
   *
   * @param port the port; 0 for any free one
   * @return the settings
   */
  public static TransportSettings onPort(int port) {
    var loops = new Loops(Runtime.getRuntime().availableProcessors(), true);
    return new TransportSettings("0.0.0.0", port, loops, null, HttpSettings.DEFAULT);
  }

  /**
   * The same, listening on another port.
   *
   * @param port the port; 0 for any free one
   * @return the settings
   */
  public TransportSettings withPort(int port) {
    return new TransportSettings(host, port, loops, tls, http);
  }

  /**
   * The same, listening on another address.
   *
   * @param host a host name or IP address
   * @return the settings
   */
  public TransportSettings withHost(String host) {
    return new TransportSettings(host, port, loops, tls, http);
  }

  /**
   * The same with another number of event loops.
   *
   * @param count at least 1
   * @return the settings
   */
  public TransportSettings withEventLoops(int count) {
    return new TransportSettings(host, port, new Loops(count, loops.nativeTransport()), tls, http);
  }

  /**
   * The same with or without the operating system's own interface.
   *
   * @param nativeTransport false for Java's own, everywhere
   * @return the settings
   */
  public TransportSettings withNativeTransport(boolean nativeTransport) {
    return new TransportSettings(host, port, new Loops(loops.count(), nativeTransport), tls, http);
  }

  /**
   * The same, encrypted.
   *
   * @param tls the certificate, or null for none
   * @return the settings
   */
  public TransportSettings withTls(@Nullable Tls tls) {
    return new TransportSettings(host, port, loops, tls, http);
  }

  /**
   * The same with other answers.
   *
   * @param http how requests are answered
   * @return the settings
   */
  public TransportSettings withHttp(HttpSettings http) {
    return new TransportSettings(host, port, loops, tls, http);
  }

  /**
   * The same with another idle timeout.
   *
   * @param idleTimeout how long an HTTP connection may be idle
   * @return the settings
   */
  public TransportSettings withIdleTimeout(Duration idleTimeout) {
    return withHttp(http.withIdleTimeout(idleTimeout));
  }

  /**
   * The same with files to serve.
   *
   * @param files the files, or null for none
   * @return the settings
   */
  public TransportSettings withFiles(@Nullable StaticFiles files) {
    return withHttp(http.withFiles(files));
  }
}
