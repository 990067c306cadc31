package io.sidecast.spring.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** Self-signed certificates for {@code localhost}, which the JDK's keytool creates. */
final class TestCertificates {

  private static final String PASSWORD = "changeit";

  private TestCertificates() {}

  /** Creates a certificate in a PKCS #12 file, with its key. */
  static KeyStore create(Path file, String serverName) throws Exception {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var command =
        List.of(
            tool,
            "-genkeypair",
            "-alias",
            "test",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + serverName,
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString());
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
    return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }

  static String certificate(KeyStore store) throws Exception {
    return pem("CERTIFICATE", store.getCertificate("test").getEncoded());
  }

  static String key(KeyStore store) throws Exception {
    return pem("PRIVATE KEY", store.getKey("test", PASSWORD.toCharArray()).getEncoded());
  }

  /** Returns a new certificate. */
  static String pem() throws Exception {
    Path folder = Files.createTempDirectory("certificate");
    return certificate(create(folder.resolve("keys.p12"), "localhost"));
  }

  private static String pem(String type, byte[] bytes) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
