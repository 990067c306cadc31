package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sidecast.SocketIoServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The certificate of an SSL bundle, and its reload. */
class SslBundleTest {

  @TempDir private Path folder;

  /** Trusts every certificate, because the test compares the certificate itself. */
  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private void write(KeyStore store) throws Exception {
    // The key first, and each file in one step: a reload reads both.
    replace("key.pem", TestCertificates.key(store));
    replace("cert.pem", TestCertificates.certificate(store));
  }

  private void replace(String name, String text) throws Exception {
    Path next = Files.writeString(folder.resolve("next.tmp"), text);
    Files.move(next, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String nameOnPort(int port) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    }
  }

  @Test
  void newConnectionHasTheCertificateOfTheReloadedBundle() throws Exception {
    write(TestCertificates.create(folder.resolve("one.p12"), "one"));
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(SslAutoConfiguration.class, SidecastAutoConfiguration.class))
        .withPropertyValues(
            "sidecast.server.port=0",
            "sidecast.server.host=127.0.0.1",
            "sidecast.broker.uri=none",
            "sidecast.server.ssl-bundle=web",
            "spring.ssl.bundle.pem.web.reload-on-update=true",
            "spring.ssl.bundle.pem.web.keystore.certificate=" + folder.resolve("cert.pem"),
            "spring.ssl.bundle.pem.web.keystore.private-key=" + folder.resolve("key.pem"),
            "spring.ssl.bundle.watch.file.quiet-period=100ms")
        .run(
            context -> {
              int port = context.getBean(SocketIoServer.class).port();
              assertThat(nameOnPort(port)).isEqualTo("CN=one");
              write(TestCertificates.create(folder.resolve("two.p12"), "two"));
              await()
                  .atMost(Duration.ofSeconds(60))
                  .until(() -> nameOnPort(port), "CN=two"::equals);
            });
  }
}
