package io.sidecast.transport.engineio;

import io.sidecast.http.CookieSettings;
import java.util.Locale;

/** The cookie that carries the id of a session. Thread-safe. */
public final class SessionCookie {

  private SessionCookie() {}

  /** Returns the value of a {@code Set-Cookie} field (RFC 6265, section 4.1). */
  public static String field(CookieSettings settings, String value) {
    var cookie = new StringBuilder(settings.name()).append('=').append(value);
    if (settings.maxAge() != null) {
      cookie.append("; Max-Age=").append(settings.maxAge().toSeconds());
    }
    cookie.append("; Path=").append(settings.path());
    if (settings.httpOnly()) {
      cookie.append("; HttpOnly");
    }
    if (settings.secure()) {
      cookie.append("; Secure");
    }
    String site = settings.sameSite().name();
    return cookie
        .append("; SameSite=")
        .append(site.charAt(0))
        .append(site.substring(1).toLowerCase(Locale.ROOT))
        .toString();
  }
}
