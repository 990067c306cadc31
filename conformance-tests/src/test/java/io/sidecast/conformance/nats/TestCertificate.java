package io.sidecast.conformance.nats;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A key and a self-signed certificate, created with keytool. Confined to the test thread. */
final class TestCertificate implements AutoCloseable {

  private static final String PASSWORD = "password";
  private static final String STORE = "javax.net.ssl.trustStore";
  private static final String STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

  private final Path pem;
  private final Path keyPem;
  private final Path trustStore;

  private TestCertificate(Path folder, KeyStore keys) throws GeneralSecurityException, IOException {
    pem = folder.resolve("certificate.pem");
    keyPem = folder.resolve("key.pem");
    trustStore = folder.resolve("trust.p12");
    var certificate = keys.getCertificate("test");
    write(pem, "CERTIFICATE", certificate.getEncoded());
    write(keyPem, "PRIVATE KEY", keys.getKey("test", PASSWORD.toCharArray()).getEncoded());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", certificate);
    try (OutputStream out = Files.newOutputStream(trustStore)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
  }

  /** Creates a certificate for a server of this name. */
  static TestCertificate of(String host, Path folder) {
    Path store = folder.resolve("keys.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var command =
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            "test",
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + host,
            "-ext",
            "SAN=dns:" + host,
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed");
      }
      return new TestCertificate(
          folder, KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificate", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  Path pem() {
    return pem;
  }

  Path keyPem() {
    return keyPem;
  }

  /** Makes this certificate the only one that this JVM trusts, until closed. */
  void trust() {
    System.setProperty(STORE, trustStore.toString());
    System.setProperty(STORE_PASSWORD, PASSWORD);
  }

  @Override
  public void close() {
    System.clearProperty(STORE);
    System.clearProperty(STORE_PASSWORD);
  }

  private static void write(Path file, String label, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64));
  }
}
