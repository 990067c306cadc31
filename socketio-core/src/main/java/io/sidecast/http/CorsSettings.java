package io.sidecast.http;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of Cross-Origin Resource Sharing: the other origins whose pages may use the server
 * from a browser. A factory method selects the origins; the {@code with} methods return changed
 * copies. Immutable.
 *
 * @param origins the predicate over the value of the {@code Origin} field; called on an event loop,
 *     must not block; null to allow every origin
 * @param credentials whether pages may send cookies and authentication
 * @param methods the methods that the response to a preflight allows
 * @param allowedHeaders the request fields that the response to a preflight allows; empty to allow
 *     those that the preflight requests
 * @param exposedHeaders the response fields that pages may read
 * @param maxAge the time for which a browser may cache the response to a preflight, in whole
 *     seconds, or null for the browser's default
 * @param enforced whether handshakes and upgrades from pages of other origins are refused. CORS
 *     alone does not protect WebSockets: browsers open them to any server
 * @since 0.1.0
 */
public record CorsSettings(
    @Nullable Predicate<String> origins,
    boolean credentials,
    List<String> methods,
    List<String> allowedHeaders,
    List<String> exposedHeaders,
    @Nullable Duration maxAge,
    boolean enforced) {

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE");

  /**
   * Checks the combination and the names, and copies the lists.
   *
   * @throws IllegalArgumentException if credentials are allowed for every origin, which browsers
   *     reject, or if the name of a method or field is not a token
   */
  public CorsSettings {
    if (origins == null && credentials) {
      throw new IllegalArgumentException(
          "browsers reject credentials for every origin: give the origins or a predicate");
    }
    methods = List.copyOf(methods);
    allowedHeaders = List.copyOf(allowedHeaders);
    exposedHeaders = List.copyOf(exposedHeaders);
    requireTokens(methods);
    requireTokens(allowedHeaders);
    requireTokens(exposedHeaders);
  }

  private static void requireTokens(List<String> names) {
    for (String name : names) {
      if (!HttpHeader.isToken(name)) {
        throw new IllegalArgumentException("not a method or field name: '" + name + "'");
      }
    }
  }

  /**
   * Returns settings that allow every origin.
   *
   * @return the settings
   */
  public static CorsSettings anyOrigin() {
    return of(null);
  }

  /**
   * Returns settings that allow some origins.
   *
   * @param origins the origins, each of the form {@code scheme://host} or {@code
   *     scheme://host:port}, for example {@code https://example.com}, in which the case and the
   *     default port of the scheme have no meaning; or the text {@code null}, the origin of files;
   *     a single {@code *} allows every origin
   * @return the settings
   * @throws IllegalArgumentException if {@code *} is not the only origin, an origin has another
   *     form, for example a path or a slash at its end, or an origin is given twice
   */
  public static CorsSettings origins(String... origins) {
    List<String> given = List.of(origins);
    if (!given.contains("*")) {
      return of(Origins.of(origins)::contains);
    }
    if (given.size() > 1) {
      throw new IllegalArgumentException("'*' allows every origin: give no other origin");
    }
    return anyOrigin();
  }

  /**
   * Returns settings that allow the origins in which a pattern is found.
   *
   * @param pattern the pattern; anchor it with {@code ^} and {@code $}
   * @return the settings
   */
  public static CorsSettings originsMatching(Pattern pattern) {
    return of(origin -> pattern.matcher(origin).find());
  }

  /**
   * Returns settings that allow the origins for which a predicate returns true. An origin for which
   * the predicate throws is not allowed, and the exception is logged.
   *
   * @param allowed the predicate; called on an event loop, must not block
   * @return the settings
   */
  public static CorsSettings originsIf(Predicate<String> allowed) {
    return of(allowed);
  }

  private static CorsSettings of(@Nullable Predicate<String> origins) {
    return new CorsSettings(origins, false, METHODS, List.of(), List.of(), null, true);
  }

  /**
   * Returns a copy that allows cookies and authentication. They are not allowed by default.
   *
   * @return the settings
   * @throws IllegalArgumentException if every origin is allowed
   */
  public CorsSettings withCredentials() {
    return new CorsSettings(
        origins, true, methods, allowedHeaders, exposedHeaders, maxAge, enforced);
  }

  /**
   * Returns a copy that allows other methods. The defaults are those of the reference server: GET,
   * HEAD, PUT, PATCH, POST and DELETE.
   *
   * @param methods the names of the methods
   * @return the settings
   * @throws IllegalArgumentException if a name is not a token
   */
  public CorsSettings withMethods(String... methods) {
    return new CorsSettings(
        origins, credentials, List.of(methods), allowedHeaders, exposedHeaders, maxAge, enforced);
  }

  /**
   * Returns a copy that allows only some request fields. By default those are allowed that the
   * preflight requests.
   *
   * @param headers the names of the fields
   * @return the settings
   * @throws IllegalArgumentException if a name is not a token
   */
  public CorsSettings withAllowedHeaders(String... headers) {
    return new CorsSettings(
        origins, credentials, methods, List.of(headers), exposedHeaders, maxAge, enforced);
  }

  /**
   * Returns a copy that allows pages to read more fields of a response. By default there are none.
   *
   * @param headers the names of the fields
   * @return the settings
   * @throws IllegalArgumentException if a name is not a token
   */
  public CorsSettings withExposedHeaders(String... headers) {
    return new CorsSettings(
        origins, credentials, methods, allowedHeaders, List.of(headers), maxAge, enforced);
  }

  /**
   * Returns a copy with a time for which browsers may cache the response to a preflight.
   *
   * @param maxAge the time, in whole seconds
   * @return the settings
   */
  public CorsSettings withMaxAge(Duration maxAge) {
    return new CorsSettings(
        origins, credentials, methods, allowedHeaders, exposedHeaders, maxAge, enforced);
  }

  /**
   * Returns a copy that does not refuse the handshakes of other origins. Browsers then keep pages
   * of other origins from polling, and from nothing else: such a page can open a WebSocket.
   *
   * @return the settings
   */
  public CorsSettings withoutEnforcement() {
    return new CorsSettings(
        origins, credentials, methods, allowedHeaders, exposedHeaders, maxAge, false);
  }
}
