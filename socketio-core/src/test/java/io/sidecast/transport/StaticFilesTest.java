package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.http.StaticFiles;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Static files on the port of the engine. */
@ExtendWith(LeakDetection.class)
class StaticFilesTest {

  @TempDir private Path folder;

  private TestServer serve() throws Exception {
    Path root = Files.createDirectories(folder.resolve("web"));
    Files.createDirectories(root.resolve("sub"));
    Files.writeString(root.resolve("app.html"), "<p>拜托了</p>");
    Files.writeString(root.resolve("app.js"), "let a = 1;");
    Files.writeString(root.resolve("sub/a b.css"), "p {}");
    Files.writeString(root.resolve("sub/app.html"), "sub");
    Files.writeString(folder.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("inside.js"), root.resolve("app.js"));
    return serve(StaticFiles.folder(root, "app.html"));
  }

  private static TestServer serve(StaticFiles files) {
    return TestServer.start(builder -> builder, TestServer.local().withFiles(files));
  }

  @ParameterizedTest
  @CsvSource({
    "/,              text/html; charset=utf-8,       <p>拜托了</p>",
    "/app.html?v=1,  text/html; charset=utf-8,       <p>拜托了</p>",
    "/app.js,        text/javascript; charset=utf-8, let a = 1;",
    "/inside.js,     text/javascript; charset=utf-8, let a = 1;",
    "/sub/,          text/html; charset=utf-8,       sub",
    "/sub/a%20b.css, text/css; charset=utf-8,        p {}"
  })
  void filesAreServed(String path, String type, String content) throws Exception {
    try (var server = serve()) {
      var response = server.get(path);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type")).hasValue(type);
      assertThat(response.body()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/sub/../../secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
        "/sub//../app.js",
        "/link.txt",
        "/sub",
        "/app.js%00.html",
        "/nothing.html",
        "/nothing/"
      })
  void nothingElseIsServed(String path) throws Exception {
    try (var server = serve();
        var client = new RawClient(server)) {
      client.send(RawClient.get(path));
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo("Not found");
    }
  }

  @Test
  void headIsAnsweredWithoutABody() throws Exception {
    try (var server = serve();
        var client = new RawClient(server)) {
      client.send(RawClient.get("/app.js").replace("GET", "HEAD"));
      client.send(RawClient.get("/app.html").replace("GET", "HEAD") + RawClient.get("/app.js"));
      for (int i = 0; i < 2; i++) {
        var head = client.headOnly();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.head()).containsIgnoringCase("content-length: 1");
      }
      assertThat(client.answer().body()).isEqualTo("let a = 1;");
    }
  }

  @Test
  void otherMethodsAreNotAllowed() throws Exception {
    try (var server = serve()) {
      var request = server.request("/app.js").DELETE().build();
      var response = TestServer.HTTP.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(405);
      assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD");
    }
  }

  @Test
  void largeFileArrivesWhole() throws Exception {
    byte[] large = new byte[3_000_001];
    large[3_000_000] = 9;
    try (var server = serve()) {
      Files.write(folder.resolve("web/large.bin"), large);
      HttpRequest request = server.request("/large.bin").build();
      var response = TestServer.HTTP.send(request, BodyHandlers.ofByteArray());
      assertThat(response.body()).isEqualTo(large);
      assertThat(response.headers().firstValue("content-type"))
          .hasValue("application/octet-stream");
    }
  }

  @Test
  void clientThatLeavesInTheMiddleOfAFileHarmsNoOther() throws Exception {
    try (var server = serve()) {
      Files.write(folder.resolve("web/large.bin"), new byte[30_000_000]);
      for (int i = 0; i < 5; i++) {
        try (var client = new RawClient(server)) {
          client.send(RawClient.get("/large.bin"));
          client.socket.getInputStream().readNBytes(1000);
        }
      }
      assertThat(server.get("/app.js").body()).isEqualTo("let a = 1;");
    }
  }

  @Test
  void fileThatBecomesShorterEndsTheConnection() throws Exception {
    try (var server = serve();
        var client = new RawClient(server)) {
      Path file = Files.write(folder.resolve("web/large.bin"), new byte[30_000_000]);
      client.send(RawClient.get("/large.bin"));
      client.socket.getInputStream().readNBytes(1000);
      Files.write(file, new byte[10]);
      assertThat(client.socket.getInputStream().readAllBytes()).hasSizeLessThan(30_000_000);
    }
  }

  @Test
  void classPathIsServed() throws Exception {
    try (var server = serve(StaticFiles.resources("org/junit/jupiter/api", "Test.class"))) {
      assertThat(server.get("/").body()).contains("org/junit/jupiter/api/Test");
      assertThat(server.get("/Nothing.class").statusCode()).isEqualTo(404);
      assertThat(server.get("/io").statusCode()).as("a folder").isEqualTo(404);
    }
    try (var server = serve(StaticFiles.resources("io/sidecast/transport", "none.html"))) {
      assertThat(server.get("/HttpServer.class").statusCode()).isEqualTo(200);
      assertThat(server.get("/").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void resourceThatIsLongerThanItsLengthIsCut() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(new LongResource(before));
    try (var server = serve(StaticFiles.resources("web", "index.html"));
        var client = new RawClient(server)) {
      for (int i = 0; i < 2; i++) { // the second response does not begin with the rest of the first
        client.send(RawClient.get("/long.txt"));
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("12345");
      }
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /** A class loader with a resource of 10 bytes whose length is given as 5. */
  private static final class LongResource extends ClassLoader {

    LongResource(ClassLoader parent) {
      super(parent);
    }

    @Override
    public URL getResource(String name) {
      return name.equals("web/long.txt") ? resource() : super.getResource(name);
    }

    private static URL resource() {
      var handler =
          new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
              return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public long getContentLengthLong() {
                  return 5;
                }

                @Override
                public InputStream getInputStream() {
                  return new ByteArrayInputStream("1234567890".getBytes(StandardCharsets.US_ASCII));
                }
              };
            }
          };
      try {
        return new URL(null, "long:resource", handler);
      } catch (MalformedURLException e) {
        throw new AssertionError(e);
      }
    }
  }
}
