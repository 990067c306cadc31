package io.sidecast.transport.encoding;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The content encodings of compressed responses to polls (RFC 9110, section 8.4). Immutable. */
public enum ContentEncoding {
  GZIP,
  DEFLATE;

  private static final String WILDCARD = "*";

  /**
   * Returns the encoding that the client prefers, gzip if it prefers none; null if the client
   * accepts neither.
   */
  public static @Nullable ContentEncoding of(HttpRequest request) {
    String accepted = request.headers().get(HttpHeaderNames.ACCEPT_ENCODING);
    if (accepted == null) {
      return null;
    }
    double gzip = quality(accepted, GZIP);
    double deflate = quality(accepted, DEFLATE);
    if (gzip <= 0 && deflate <= 0) {
      return null;
    }
    return gzip >= deflate ? GZIP : DEFLATE;
  }

  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  public byte[] encode(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length / 2 + 32);
    try (OutputStream encoder =
        this == GZIP ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
      encoder.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static double quality(String accepted, ContentEncoding encoding) {
    double byWildcard = 0;
    for (String item : accepted.split(",", -1)) {
      String[] parts = item.trim().split(";", 2);
      String name = parts[0].trim();
      if (name.equalsIgnoreCase(encoding.token())) {
        return quality(parts);
      }
      if (name.equals(WILDCARD)) {
        byWildcard = quality(parts);
      }
    }
    return byWildcard;
  }

  private static double quality(String[] parts) {
    String weight = parts.length == 1 ? "q=1" : parts[1].trim();
    try {
      return weight.startsWith("q=") ? Double.parseDouble(weight.substring(2)) : 1;
    } catch (NumberFormatException malformed) {
      return 0;
    }
  }
}
