package io.sidecast.transport;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificate with which a server speaks TLS; HTTP and WebSocket then share the encrypted port.
 * Any thread.
 */
public final class Tls {

  private final Source source;

  /** Reads files: not on an event loop. */
  private interface Source {
    SslContext open() throws IOException;
  }

  private Tls(Source source) {
    this.source = source;
  }

  /**
   * A certificate in PEM files, which are read when the server starts.
   *
   * @param certificate the chain, the server's own certificate first
   * @param key its private key (PKCS #8), not encrypted
   * @return the certificate
   */
  public static Tls pem(Path certificate, Path key) {
    return pem(certificate, key, null);
  }

  /**
   * A certificate in PEM files, which are read when the server starts.
   *
   * @param certificate the chain, the server's own certificate first
   * @param key its private key (PKCS #8)
   * @param password of the private key, or null if it has none
   * @return the certificate
   */
  public static Tls pem(Path certificate, Path key, @Nullable String password) {
    return new Tls(() -> read(certificate, key, password));
  }

  /**
   * Whatever Netty can do, for example client certificates or OpenSSL.
   *
   * @param context a context for servers, without HTTP/2
   * @return the certificate
   */
  public static Tls of(SslContext context) {
    return new Tls(() -> context);
  }

  /** The context, or an exception that says which file is wrong. */
  SslContext open() throws IOException {
    return source.open();
  }

  private static SslContext read(Path certificate, Path key, @Nullable String password)
      throws IOException {
    requireReadable(certificate, "certificate");
    requireReadable(key, "private key");
    try {
      return SslContextBuilder.forServer(certificate.toFile(), key.toFile(), password).build();
    } catch (IllegalArgumentException | SSLException e) {
      throw new IOException(
          "TLS: no usable PEM certificate and PKCS #8 key in "
              + certificate
              + " and "
              + key
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static void requireReadable(Path file, String what) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("TLS: the " + what + " file cannot be read: " + file);
    }
  }
}
