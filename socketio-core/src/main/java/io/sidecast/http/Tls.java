package io.sidecast.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of a server that uses TLS, for HTTP and WebSocket on one encrypted port.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class Tls {

  private final Source source;

  /** Opens the contexts. Reads files, so it must not run on an event loop. */
  private interface Source {
    Supplier<SslContext> open() throws IOException;
  }

  private Tls(Source source) {
    this.source = source;
  }

  /**
   * Returns a certificate in PEM files. The server reads the files when it starts; the start fails
   * if they cannot be used.
   *
   * @param certificate the file of the certificate chain, which begins with the server's own
   *     certificate
   * @param key the file of the private key (PKCS #8), not encrypted
   * @return the certificate
   */
  public static Tls pem(Path certificate, Path key) {
    return pem(certificate, key, null);
  }

  /**
   * Returns a certificate in PEM files. The server reads the files when it starts; the start fails
   * if they cannot be used.
   *
   * @param certificate the file of the certificate chain, which begins with the server's own
   *     certificate
   * @param key the file of the private key (PKCS #8)
   * @param password the password of the private key, or null for none
   * @return the certificate
   */
  public static Tls pem(Path certificate, Path key, @Nullable String password) {
    return new Tls(
        () -> {
          SslContext context = read(certificate, key, password);
          return () -> context;
        });
  }

  /**
   * Returns a certificate with a context of Netty, for example for client certificates or OpenSSL.
   *
   * @param context the context for servers, without HTTP/2
   * @return the certificate
   */
  public static Tls of(SslContext context) {
    Objects.requireNonNull(context, "context must not be null");
    return of(() -> context);
  }

  /**
   * Returns a certificate that may change while the server runs. Connections that are open keep
   * theirs.
   *
   * @param contexts the supplier of the context for servers, without HTTP/2; called for each new
   *     connection on an event loop; must not block
   * @return the certificate
   */
  public static Tls of(Supplier<SslContext> contexts) {
    Objects.requireNonNull(contexts, "contexts must not be null");
    return new Tls(() -> contexts);
  }

  /**
   * Opens the certificate. Called by the server when it starts. Reads files, so it must not run on
   * an event loop.
   *
   * @return the supplier of Netty's context, which is called for each new connection
   * @throws IOException if a file cannot be used; the message names the file
   */
  public Supplier<SslContext> open() throws IOException {
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
