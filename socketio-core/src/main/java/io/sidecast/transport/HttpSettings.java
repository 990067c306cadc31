package io.sidecast.transport;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How HTTP requests are answered, on a port of our own or on somebody else's.
 *
 * @param idleTimeout how long a connection may neither send a request nor wait for an answer
 * @param routes who is asked, in order, about requests that are not for the engine
 * @param content what is served beside the engine
 * @param cors which other origins may use the engine, or null for none
 * @param sessions what the answers of sessions carry along
 * @param compression what is compressed
 * @param maxHeaderSize the most bytes of the head of a request: its request line and all its header
 *     fields. Not used on the port of somebody else, whose codec limits both
 * @param subprotocols chooses the subprotocol of a WebSocket
 */
public record HttpSettings(
    Duration idleTimeout,
    List<HttpRoute> routes,
    Content content,
    @Nullable CorsSettings cors,
    SessionHeaders sessions,
    CompressionSettings compression,
    int maxHeaderSize,
    SubprotocolChooser subprotocols) {

  private static final int MIN_HEADER_SIZE = 1024;
  private static final int DEFAULT_HEADER_SIZE = 16 * 1024;

  /**
   * A minute of idleness, the browser client, no files, no routes, no CORS, no cookie, heads of 16
   * KiB, and the first subprotocol that a client offers.
   */
  public static final HttpSettings DEFAULT =
      new HttpSettings(
          Duration.ofSeconds(65),
          List.of(),
          new Content(null, true),
          null,
          new SessionHeaders(null, HeadersHook.NONE, HeadersHook.NONE),
          CompressionSettings.DEFAULT,
          DEFAULT_HEADER_SIZE,
          SubprotocolChooser.FIRST);

  /**
   * What is served beside the engine.
   *
   * @param files the files under {@code /}, or null for none
   * @param client whether the browser client is served under the engine's path, where the class
   *     path has it
   */
  public record Content(@Nullable StaticFiles files, boolean client) {}

  /**
   * What the answers of sessions carry along.
   *
   * @param cookie the cookie of a polling session's first answer, or null for none
   * @param initialHook adds fields to the first answer of a session
   * @param hook adds fields to every answer of a session
   */
  public record SessionHeaders(
      @Nullable CookieSettings cookie, HeadersHook initialHook, HeadersHook hook) {}

  /** Checks the numbers and copies the list. */
  public HttpSettings {
    if (idleTimeout.compareTo(Duration.ofMillis(1)) < 0
        || idleTimeout.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException(
          "idleTimeout must be 1 millisecond to 365 days, not " + idleTimeout);
    }
    if (maxHeaderSize < MIN_HEADER_SIZE) {
      throw new IllegalArgumentException(
          "maxHeaderSize must be at least " + MIN_HEADER_SIZE + " bytes, not " + maxHeaderSize);
    }
    routes = List.copyOf(routes);
  }

  /**
   * The same with another idle timeout.
   *
   * @param idleTimeout how long an HTTP connection may be idle
   * @return the settings
   */
  public HttpSettings withIdleTimeout(Duration idleTimeout) {
    return new HttpSettings(
        idleTimeout, routes, content, cors, sessions, compression, maxHeaderSize, subprotocols);
  }

  /**
   * The same with other routes.
   *
   * @param routes who is asked, in order
   * @return the settings
   */
  public HttpSettings withRoutes(List<HttpRoute> routes) {
    return new HttpSettings(
        idleTimeout, routes, content, cors, sessions, compression, maxHeaderSize, subprotocols);
  }

  /**
   * The same with files to serve.
   *
   * @param files the files, or null for none
   * @return the settings
   */
  public HttpSettings withFiles(@Nullable StaticFiles files) {
    var changed = new Content(files, content.client());
    return new HttpSettings(
        idleTimeout, routes, changed, cors, sessions, compression, maxHeaderSize, subprotocols);
  }

  /**
   * The same, serving the browser client or not.
   *
   * @param client whether to serve it
   * @return the settings
   */
  public HttpSettings withClient(boolean client) {
    var changed = new Content(content.files(), client);
    return new HttpSettings(
        idleTimeout, routes, changed, cors, sessions, compression, maxHeaderSize, subprotocols);
  }

  /**
   * The same for pages of other origins.
   *
   * @param cors which origins, or null for none
   * @return the settings
   */
  public HttpSettings withCors(@Nullable CorsSettings cors) {
    return new HttpSettings(
        idleTimeout, routes, content, cors, sessions, compression, maxHeaderSize, subprotocols);
  }

  /**
   * The same with a cookie.
   *
   * @param cookie the cookie, or null for none
   * @return the settings
   */
  public HttpSettings withCookie(@Nullable CookieSettings cookie) {
    return with(new SessionHeaders(cookie, sessions.initialHook(), sessions.hook()));
  }

  /**
   * The same with a hook for the first answer of a session.
   *
   * @param hook adds header fields
   * @return the settings
   */
  public HttpSettings withInitialHeaders(HeadersHook hook) {
    return with(new SessionHeaders(sessions.cookie(), hook, sessions.hook()));
  }

  /**
   * The same with a hook for every answer of a session.
   *
   * @param hook adds header fields
   * @return the settings
   */
  public HttpSettings withHeaders(HeadersHook hook) {
    return with(new SessionHeaders(sessions.cookie(), sessions.initialHook(), hook));
  }

  /**
   * The same with another choice of what is compressed.
   *
   * @param compression what is compressed
   * @return the settings
   */
  public HttpSettings withCompression(CompressionSettings compression) {
    return new HttpSettings(
        idleTimeout, routes, content, cors, sessions, compression, maxHeaderSize, subprotocols);
  }

  /**
   * The same with another limit for the head of a request.
   *
   * @param bytes at least 1,024
   * @return the settings
   */
  public HttpSettings withMaxHeaderSize(int bytes) {
    return new HttpSettings(
        idleTimeout, routes, content, cors, sessions, compression, bytes, subprotocols);
  }

  /**
   * The same with another choice of subprotocols.
   *
   * @param chooser chooses
   * @return the settings
   */
  public HttpSettings withSubprotocols(SubprotocolChooser chooser) {
    return new HttpSettings(
        idleTimeout, routes, content, cors, sessions, compression, maxHeaderSize, chooser);
  }

  private HttpSettings with(SessionHeaders changed) {
    return new HttpSettings(
        idleTimeout, routes, content, cors, changed, compression, maxHeaderSize, subprotocols);
  }
}
