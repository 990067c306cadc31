package io.sidecast.spring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import org.springframework.boot.ssl.SslBundle;

/** The certificates that an SSL bundle trusts, as the file that a broker reads. Thread-safe. */
final class TrustedCertificates {

  private TrustedCertificates() {}

  /**
   * Writes the certificates to a temporary PEM file, which is deleted at the end of the process.
   *
   * @return the file; empty if the bundle trusts the certificates of the JVM
   * @throws IllegalStateException if the bundle has a key, because no broker supports the
   *     certificate of a client
   */
  static Optional<Path> of(SslBundle bundle, String origin) {
    if (bundle.getStores().getKeyStore() != null) {
      throw new IllegalStateException(
          "the SSL bundle of %s has a key, and Sidecast's brokers do not support certificates of clients: set sidecast.broker.uri"
              .formatted(origin));
    }
    KeyStore store = bundle.getStores().getTrustStore();
    return store == null ? Optional.empty() : Optional.of(write(store));
  }

  private static Path write(KeyStore store) {
    var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    var pem = new StringBuilder();
    try {
      for (String alias : Collections.list(store.aliases())) {
        Certificate certificate = store.getCertificate(alias);
        if (certificate != null) {
          pem.append("-----BEGIN CERTIFICATE-----\n")
              .append(encoder.encodeToString(certificate.getEncoded()))
              .append("\n-----END CERTIFICATE-----\n");
        }
      }
      Path file = Files.createTempFile("sidecast-trusted-", ".pem");
      file.toFile().deleteOnExit();
      return Files.writeString(file, pem);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the trust store of an SSL bundle cannot be read", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the certificates of an SSL bundle cannot be written", e);
    }
  }
}
