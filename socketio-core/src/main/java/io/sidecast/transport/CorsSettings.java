package io.sidecast.transport;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may use the server from a browser (Cross-Origin Resource Sharing).
 * Made by a factory method, then changed by the others.
 *
 * @param origins decides about the value of an {@code Origin} header; called on an event loop, does
 *     not block; null to allow every origin
 * @param credentials whether pages may send cookies and authentication
 * @param methods what a preflight is told
 * @param allowedHeaders what a preflight is told; empty to allow what it asks for
 * @param exposedHeaders which fields of an answer pages may read
 * @param maxAge how long a browser may remember a preflight, or null to leave it to the browser
 */
public record CorsSettings(
    @Nullable Predicate<String> origins,
    boolean credentials,
    List<String> methods,
    List<String> allowedHeaders,
    List<String> exposedHeaders,
    @Nullable Duration maxAge) {

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE");

  /** Checks that browsers will obey, and copies the lists. */
  public CorsSettings {
    if (origins == null && credentials) {
      throw new IllegalArgumentException(
          "browsers refuse credentials for every origin: name the origins, or decide by a function");
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
        throw new IllegalArgumentException("not the name of a method or header: '" + name + "'");
      }
    }
  }

  /**
   * Allows every origin.
   *
   * @return the settings
   */
  public static CorsSettings anyOrigin() {
    return of(null);
  }

  /**
   * Allows some origins.
   *
   * @param origins for example {@code https://example.com}; a single {@code *} allows every one
   * @return the settings
   */
  public static CorsSettings origins(String... origins) {
    Set<String> allowed = Set.of(origins);
    if (!allowed.contains("*")) {
      return of(allowed::contains);
    }
    if (allowed.size() > 1) {
      throw new IllegalArgumentException("'*' allows every origin: name no other");
    }
    return anyOrigin();
  }

  /**
   * Allows the origins in which a pattern is found; anchor it with {@code ^} and {@code $}.
   *
   * @param pattern the pattern
   * @return the settings
   */
  public static CorsSettings originsMatching(Pattern pattern) {
    return of(origin -> pattern.matcher(origin).find());
  }

  /**
   * Allows the origins that a function allows.
   *
   * @param allowed is called on an event loop; does not block
   * @return the settings
   */
  public static CorsSettings originsIf(Predicate<String> allowed) {
    return of(allowed);
  }

  private static CorsSettings of(@Nullable Predicate<String> origins) {
    return new CorsSettings(origins, false, METHODS, List.of(), List.of(), null);
  }

  /**
   * The same, allowing cookies and authentication.
   *
   * @return the settings
   */
  public CorsSettings withCredentials() {
    return new CorsSettings(origins, true, methods, allowedHeaders, exposedHeaders, maxAge);
  }

  /**
   * The same with other methods; default those of the reference server.
   *
   * @param methods HTTP methods
   * @return the settings
   */
  public CorsSettings withMethods(String... methods) {
    return new CorsSettings(
        origins, credentials, List.of(methods), allowedHeaders, exposedHeaders, maxAge);
  }

  /**
   * The same, allowing only some request headers; by default those that the preflight asks for.
   *
   * @param headers names
   * @return the settings
   */
  public CorsSettings withAllowedHeaders(String... headers) {
    return new CorsSettings(
        origins, credentials, methods, List.of(headers), exposedHeaders, maxAge);
  }

  /**
   * The same, letting pages read more fields of an answer; by default none.
   *
   * @param headers names
   * @return the settings
   */
  public CorsSettings withExposedHeaders(String... headers) {
    return new CorsSettings(
        origins, credentials, methods, allowedHeaders, List.of(headers), maxAge);
  }

  /**
   * The same with a time for which browsers remember a preflight.
   *
   * @param maxAge whole seconds count
   * @return the settings
   */
  public CorsSettings withMaxAge(Duration maxAge) {
    return new CorsSettings(origins, credentials, methods, allowedHeaders, exposedHeaders, maxAge);
  }
}
