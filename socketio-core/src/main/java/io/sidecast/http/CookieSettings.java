package io.sidecast.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a cookie that holds the id of the engine's session. A load balancer can use the
 * cookie to send all requests of a session to one server. The handshake response of a polling
 * session sets it. Immutable.
 *
 * @param name the name of the cookie
 * @param path the path for which browsers send the cookie
 * @param httpOnly whether the cookie is hidden from scripts
 * @param sameSite the rule for requests that come from other sites
 * @param secure whether browsers send the cookie over TLS only
 * @param maxAge the lifetime of the cookie, in whole seconds, or null for a cookie that ends with
 *     the browser
 * @since 0.1.0
 */
public record CookieSettings(
    String name,
    String path,
    boolean httpOnly,
    SameSite sameSite,
    boolean secure,
    @Nullable Duration maxAge) {

  /** The defaults of the reference server: {@code io}, {@code /}, HttpOnly, SameSite=Lax. */
  public static final CookieSettings DEFAULT = named("io");

  private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";

  /** The rule for cookies in requests that come from other sites. */
  public enum SameSite {
    /** Browsers never send the cookie. */
    STRICT,
    /** Browsers send the cookie when the user follows a link. */
    LAX,
    /** Browsers always send the cookie; they require {@code secure} with this rule. */
    NONE
  }

  /**
   * Checks the name and the path.
   *
   * @throws IllegalArgumentException if the name is not a token, or the path has a character that a
   *     cookie must not contain
   */
  public CookieSettings {
    boolean token = name.chars().allMatch(c -> c > 32 && c < 127 && SEPARATORS.indexOf(c) < 0);
    if (name.isEmpty() || !token) {
      throw new IllegalArgumentException("not the name of a cookie: " + name);
    }
    if (path.chars().anyMatch(c -> c < 32 || c >= 127 || c == ';')) {
      throw new IllegalArgumentException("not the path of a cookie: " + path);
    }
  }

  /**
   * Returns the default settings with another name.
   *
   * @param name the name of the cookie
   * @return the settings
   * @throws IllegalArgumentException if the name is not a token
   */
  public static CookieSettings named(String name) {
    return new CookieSettings(name, "/", true, SameSite.LAX, false, null);
  }
}
