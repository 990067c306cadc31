package io.sidecast.transport.http;

import io.sidecast.http.CompressionSettings;
import io.sidecast.http.CookieSettings;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.HeadersHook;
import io.sidecast.http.HttpRoute;
import io.sidecast.http.StaticFiles;
import io.sidecast.http.SubprotocolChooser;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of HTTP, for a Sidecast server with a port of its own or for an engine on the port
 * of another server. Immutable.
 *
 * @param timeouts the times for which a connection waits for its client. Not used on the port of
 *     another server
 * @param routes the routes for requests that are not for the engine; the first route that accepts a
 *     request handles it. Not used on the port of another server
 * @param content the static files and the browser client
 * @param cors the other origins that may use the engine, or null for none
 * @param sessions the header fields that are added to the responses of sessions
 * @param compression the settings of compression
 * @param maxHeaderSize the maximum size in bytes of the request line and all header fields of a
 *     request together, at least 1,024. Not used on the port of another server, whose codec limits
 *     both
 * @param subprotocols the function that selects the subprotocol of a WebSocket
 * @param proxies the proxies whose forwarded addresses are those of clients
 */
public record HttpSettings(
    Timeouts timeouts,
    List<HttpRoute> routes,
    Content content,
    @Nullable CorsSettings cors,
    SessionHeaders sessions,
    CompressionSettings compression,
    int maxHeaderSize,
    SubprotocolChooser subprotocols,
    TrustedProxies proxies) {

  private static final int MIN_HEADER_SIZE = 1024;
  private static final int DEFAULT_HEADER_SIZE = 16 * 1024;

  /**
   * The defaults: {@link Timeouts#DEFAULT}, the browser client, no static files, no routes, no
   * CORS, no cookie, request heads of at most 16 KiB, the first subprotocol that a client offers,
   * and no trusted proxies.
   */
  public static final HttpSettings DEFAULT =
      new HttpSettings(
          Timeouts.DEFAULT,
          List.of(),
          new Content(null, true),
          null,
          new SessionHeaders(null, HeadersHook.NONE, HeadersHook.NONE),
          CompressionSettings.DEFAULT,
          DEFAULT_HEADER_SIZE,
          SubprotocolChooser.FIRST,
          TrustedProxies.NONE);

  /**
   * The times for which a connection waits for its client, 1 millisecond to 365 days each.
   * Immutable.
   *
   * @param idle the maximum time for which a connection may neither send a request nor wait for a
   *     response
   * @param head the maximum time from the first bytes of the head of a request to its end
   * @param tlsHandshake the maximum time of a TLS handshake
   */
  public record Timeouts(Duration idle, Duration head, Duration tlsHandshake) {

    /** 65 seconds for the next request, 10 seconds for a head, 10 seconds for a TLS handshake. */
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(65), Duration.ofSeconds(10), Duration.ofSeconds(10));

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a time is not 1 millisecond to 365 days
     */
    public Timeouts {
      requireInRange("idleTimeout", idle);
      requireInRange("requestHeadTimeout", head);
      requireInRange("tlsHandshakeTimeout", tlsHandshake);
    }

    private static void requireInRange(String name, Duration time) {
      if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(Duration.ofDays(365)) > 0) {
        throw new IllegalArgumentException(
            name + " must be 1 millisecond to 365 days, not " + time);
      }
    }

    /**
     * Returns a copy with another idle timeout.
     *
     * @param idle the time
     * @return the timeouts
     */
    public Timeouts withIdle(Duration idle) {
      return new Timeouts(idle, head, tlsHandshake);
    }

    /**
     * Returns a copy with another time for the head of a request.
     *
     * @param head the time
     * @return the timeouts
     */
    public Timeouts withHead(Duration head) {
      return new Timeouts(idle, head, tlsHandshake);
    }

    /**
     * Returns a copy with another time for a TLS handshake.
     *
     * @param tlsHandshake the time
     * @return the timeouts
     */
    public Timeouts withTlsHandshake(Duration tlsHandshake) {
      return new Timeouts(idle, head, tlsHandshake);
    }
  }

  /**
   * The files that are served besides the engine. Immutable.
   *
   * @param files the static files under {@code /}, or null for none
   * @param client whether the browser client is served under the engine's path if the class path
   *     has it
   */
  public record Content(@Nullable StaticFiles files, boolean client) {}

  /**
   * The header fields that are added to the responses of sessions. Immutable.
   *
   * @param cookie the cookie of the handshake response of a polling session, or null for none
   * @param initialHook the hook that adds fields to the handshake response of a session
   * @param hook the hook that adds fields to every response of a session, the handshake response
   *     included
   */
  public record SessionHeaders(
      @Nullable CookieSettings cookie, HeadersHook initialHook, HeadersHook hook) {}

  /**
   * Checks the range and copies the list.
   *
   * @throws IllegalArgumentException if the header size is less than 1,024 bytes
   */
  public HttpSettings {
    if (maxHeaderSize < MIN_HEADER_SIZE) {
      throw new IllegalArgumentException(
          "maxHeaderSize must be at least " + MIN_HEADER_SIZE + " bytes, not " + maxHeaderSize);
    }
    routes = List.copyOf(routes);
  }

  /**
   * Returns a copy with other times for which a connection waits for its client.
   *
   * @param timeouts the times
   * @return the settings
   */
  public HttpSettings withTimeouts(Timeouts timeouts) {
    return new HttpSettings(
        timeouts,
        routes,
        content,
        cors,
        sessions,
        compression,
        maxHeaderSize,
        subprotocols,
        proxies);
  }

  /**
   * Returns a copy with another route.
   *
   * @param route the route, which is tried after the present ones
   * @return the settings
   */
  public HttpSettings withRoute(HttpRoute route) {
    List<HttpRoute> all = Stream.concat(routes.stream(), Stream.of(route)).toList();
    return new HttpSettings(
        timeouts, all, content, cors, sessions, compression, maxHeaderSize, subprotocols, proxies);
  }

  /**
   * Returns a copy with other static files.
   *
   * @param files the static files, or null for none
   * @return the settings
   */
  public HttpSettings withFiles(@Nullable StaticFiles files) {
    var changed = new Content(files, content.client());
    return new HttpSettings(
        timeouts,
        routes,
        changed,
        cors,
        sessions,
        compression,
        maxHeaderSize,
        subprotocols,
        proxies);
  }

  /**
   * Returns a copy that serves the browser client or not.
   *
   * @param client whether the browser client is served
   * @return the settings
   */
  public HttpSettings withClient(boolean client) {
    var changed = new Content(content.files(), client);
    return new HttpSettings(
        timeouts,
        routes,
        changed,
        cors,
        sessions,
        compression,
        maxHeaderSize,
        subprotocols,
        proxies);
  }

  /**
   * Returns a copy with other CORS settings.
   *
   * @param cors the other origins that may use the engine, or null for none
   * @return the settings
   */
  public HttpSettings withCors(@Nullable CorsSettings cors) {
    return new HttpSettings(
        timeouts,
        routes,
        content,
        cors,
        sessions,
        compression,
        maxHeaderSize,
        subprotocols,
        proxies);
  }

  /**
   * Returns a copy with another cookie.
   *
   * @param cookie the cookie, or null for none
   * @return the settings
   */
  public HttpSettings withCookie(@Nullable CookieSettings cookie) {
    return with(new SessionHeaders(cookie, sessions.initialHook(), sessions.hook()));
  }

  /**
   * Returns a copy with another hook for the handshake response of a session.
   *
   * @param hook the hook that adds header fields
   * @return the settings
   */
  public HttpSettings withInitialHeaders(HeadersHook hook) {
    return with(new SessionHeaders(sessions.cookie(), hook, sessions.hook()));
  }

  /**
   * Returns a copy with another hook for every response of a session.
   *
   * @param hook the hook that adds header fields
   * @return the settings
   */
  public HttpSettings withHeaders(HeadersHook hook) {
    return with(new SessionHeaders(sessions.cookie(), sessions.initialHook(), hook));
  }

  /**
   * Returns a copy with other settings of compression.
   *
   * @param compression the settings of compression
   * @return the settings
   */
  public HttpSettings withCompression(CompressionSettings compression) {
    return new HttpSettings(
        timeouts,
        routes,
        content,
        cors,
        sessions,
        compression,
        maxHeaderSize,
        subprotocols,
        proxies);
  }

  /**
   * Returns a copy with another limit for the head of a request.
   *
   * @param bytes the maximum size of the head in bytes, at least 1,024
   * @return the settings
   * @throws IllegalArgumentException if the size is less than 1,024
   */
  public HttpSettings withMaxHeaderSize(int bytes) {
    return new HttpSettings(
        timeouts, routes, content, cors, sessions, compression, bytes, subprotocols, proxies);
  }

  /**
   * Returns a copy with another function that selects subprotocols.
   *
   * @param chooser the function
   * @return the settings
   */
  public HttpSettings withSubprotocols(SubprotocolChooser chooser) {
    return new HttpSettings(
        timeouts, routes, content, cors, sessions, compression, maxHeaderSize, chooser, proxies);
  }

  /**
   * Returns a copy with other trusted proxies.
   *
   * @param proxies the proxies whose forwarded addresses are those of clients
   * @return the settings
   */
  public HttpSettings withProxies(TrustedProxies proxies) {
    return new HttpSettings(
        timeouts,
        routes,
        content,
        cors,
        sessions,
        compression,
        maxHeaderSize,
        subprotocols,
        proxies);
  }

  private HttpSettings with(SessionHeaders changed) {
    return new HttpSettings(
        timeouts,
        routes,
        content,
        cors,
        changed,
        compression,
        maxHeaderSize,
        subprotocols,
        proxies);
  }
}
