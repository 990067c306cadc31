package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.http.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** HTTP and WebSocket on one encrypted port. */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class TlsTest {

  private static TestCertificate certificate;
  private static HttpClient client;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.in(folder);
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(TestServer.THREADS)
            .sslContext(certificate.trusted())
            .build();
  }

  private static TestServer serve() {
    return serve(certificate.tls());
  }

  private static TestServer serve(Tls tls) {
    return TestServer.start(builder -> builder, TestServer.local().withTls(tls));
  }

  private static String get(TestServer server, String path) throws Exception {
    var uri = URI.create("https://localhost:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private static void post(TestServer server, String path, String body) throws Exception {
    var uri = URI.create("https://localhost:" + server.port() + path);
    var request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("ok");
  }

  private static final class Received implements WebSocket.Listener {

    private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        texts.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    String next() throws InterruptedException {
      return String.valueOf(texts.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void pollingAndWebSocketShareThePort() throws Exception {
    try (var server = serve()) {
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(get(server, TestServer.POLLING));
      assertThat(server.accepted().connection.request().secure()).isTrue();
      post(server, path, "4over TLS");
      assertThat(get(server, path)).isEqualTo("4over TLS");

      var received = new Received();
      var uri = URI.create("wss://localhost:" + server.port() + TestServer.WEBSOCKET);
      var socket = client.newWebSocketBuilder().buildAsync(uri, received).get(10, TimeUnit.SECONDS);
      assertThat(received.next()).startsWith("0{");
      assertThat(server.accepted().connection.request().secure()).isTrue();
      String large = "4" + "x".repeat(100_000);
      socket.sendText(large, true).get(10, TimeUnit.SECONDS);
      assertThat(received.next()).isEqualTo(large);
      socket.abort();
    }
  }

  @Test
  void withoutTlsTheHandshakeIsNotSecure() throws Exception {
    try (var server = TestServer.start()) {
      server.openPolling();
      assertThat(server.accepted().connection.request().secure()).isFalse();
    }
  }

  @Test
  void anyContextOfNetty() throws Exception {
    try (var server = serve(Tls.of(contextOf(certificate)))) {
      assertThat(get(server, TestServer.POLLING)).startsWith("0{");
    }
  }

  @Test
  void newConnectionHasTheCertificateOfItsTime(@TempDir Path folder) throws Exception {
    var next = TestCertificate.in(folder);
    var current = new AtomicReference<>(contextOf(certificate));
    try (var server = serve(Tls.of(current::get))) {
      handshake(server, certificate);
      current.set(contextOf(next));
      handshake(server, next);
      assertThatThrownBy(() -> handshake(server, certificate)).isInstanceOf(SSLException.class);
    }
  }

  private static SslContext contextOf(TestCertificate certificate) throws SSLException {
    return SslContextBuilder.forServer(certificate.chain().toFile(), certificate.key().toFile())
        .build();
  }

  /** Makes a handshake as a client that trusts one certificate only. */
  private static void handshake(TestServer server, TestCertificate trusted) throws IOException {
    try (var socket =
        (SSLSocket) trusted.trusted().getSocketFactory().createSocket("localhost", server.port())) {
      socket.startHandshake();
    }
  }

  @Test
  void plainRequestOnATlsPortGetsAClearError() throws Exception {
    try (var server = serve();
        var lines = new RefusalLogLines()) {
      try (var plain = new RawClient(server)) {
        plain.send(RawClient.get(TestServer.POLLING));
        var answer = plain.answer();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("use https or wss");
        assertThat(plain.isEnded()).isTrue();
      }
      assertThat(lines.next()).startsWith("INFO refused: plain HTTP on a port with TLS");
      try (var broken = new RawClient(server)) {
        broken.send("\u0016\u0003\u0001\u0000\u0006zzzzzz");
        assertThat(broken.isEnded()).isTrue();
      }
      assertThat(lines.next()).startsWith("INFO refused: TLS handshake: /127.");
      assertThat(get(server, TestServer.POLLING)).startsWith("0{");
    }
  }

  @Test
  void wrongFilesAreAClearFailure(@TempDir Path folder) throws Exception {
    Path chain = certificate.chain();
    Path key = certificate.key();
    Path missing = folder.resolve("missing.pem");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");
    assertThatThrownBy(() -> start(Tls.pem(missing, key)))
        .hasMessageContaining("certificate file cannot be read: " + missing);
    assertThatThrownBy(() -> start(Tls.pem(chain, missing)))
        .hasMessageContaining("private key file cannot be read: " + missing);
    assertThatThrownBy(() -> start(Tls.pem(empty, key)))
        .hasMessageContaining("no usable PEM certificate")
        .hasMessageContaining(empty.toString());
    assertThatThrownBy(() -> start(Tls.pem(chain, empty)))
        .hasMessageContaining("no usable PEM certificate");
  }

  private static void start(Tls tls) throws Exception {
    var engine =
        new EngineServer(
            EngineSettings.builder().build(),
            connection -> {
              throw new IllegalStateException("never connected");
            });
    CompletableFuture<HttpServer> started =
        HttpServer.start(engine, TestServer.local().withTls(tls)).toCompletableFuture();
    started.get(10, TimeUnit.SECONDS);
  }
}
