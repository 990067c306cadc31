package io.sidecast.transport;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that carries the id of the engine's session, so that a load balancer can send all
 * requests of a session to one server. It is set by the first answer of a polling session.
 *
 * @param name its name
 * @param path the path for which it is sent
 * @param httpOnly whether scripts cannot read it
 * @param sameSite when it is sent along with requests of other sites
 * @param secure whether it is sent over TLS only
 * @param maxAge how long it lives, or null to end with the browser
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

  /** When a cookie is sent along with requests of other sites. */
  public enum SameSite {
    /** Never. */
    STRICT,
    /** When the user follows a link. */
    LAX,
    /** Always; browsers demand {@code secure} with it. */
    NONE
  }

  /** Checks that the name and the path are possible. */
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
   * The default cookie under another name.
   *
   * @param name the name
   * @return the settings
   */
  public static CookieSettings named(String name) {
    return new CookieSettings(name, "/", true, SameSite.LAX, false, null);
  }

  String header(String value) {
    var cookie = new StringBuilder(name).append('=').append(value);
    if (maxAge != null) {
      cookie.append("; Max-Age=").append(maxAge.toSeconds());
    }
    cookie.append("; Path=").append(path);
    if (httpOnly) {
      cookie.append("; HttpOnly");
    }
    if (secure) {
      cookie.append("; Secure");
    }
    String site = sameSite.name();
    return cookie
        .append("; SameSite=")
        .append(site.charAt(0))
        .append(site.substring(1).toLowerCase(Locale.ROOT))
        .toString();
  }
}
