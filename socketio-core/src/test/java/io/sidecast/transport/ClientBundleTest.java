package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.http.CorsSettings;
import io.sidecast.transport.http.HttpSettings;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The browser client on the class path. */
@ExtendWith(LeakDetection.class)
class ClientBundleTest {

  @TempDir private Path classPath;

  private void write(String name, String content) throws Exception {
    Path file = classPath.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void webjar() throws Exception {
    write("META-INF/maven/org.webjars.npm/socket.io-client/pom.properties", "#x\nversion=4.8.1\n");
    bundle("META-INF/resources/webjars/socket.io-client/4.8.1/dist/");
  }

  private void npmPackage() throws Exception {
    write("META-INF/resources/socket.io-client/package.json", "{\"version\" : \"4.8.1\"}");
    bundle("META-INF/resources/socket.io-client/dist/");
  }

  private void bundle(String folder) throws Exception {
    for (String name : new String[] {"", ".min", ".esm.min", ".msgpack.min"}) {
      write(folder + "socket.io" + name + ".js", "// client" + name);
      write(folder + "socket.io" + name + ".js.map", "{}");
    }
    write(folder + "other.js", "not for you");
  }

  private interface Check {
    void on(TestServer server) throws Exception;
  }

  private void serve(HttpSettings http, Check check) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[] {classPath.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      try (var server = TestServer.start(builder -> builder, TestServer.local().withHttp(http))) {
        check.on(server);
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("none");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesAndMaps(boolean webjar) throws Exception {
    if (webjar) {
      webjar();
    } else {
      npmPackage();
    }
    serve(
        HttpSettings.DEFAULT,
        server -> {
          for (String name : new String[] {"", ".min", ".esm.min", ".msgpack.min"}) {
            var script = server.get("/socket.io/socket.io" + name + ".js");
            assertThat(script.statusCode()).isEqualTo(200);
            assertThat(script.body()).isEqualTo("// client" + name);
            assertThat(header(script, "content-type")).isEqualTo("text/javascript; charset=utf-8");
            assertThat(header(script, "cache-control")).isEqualTo("public, max-age=0");
            assertThat(header(script, "etag")).isEqualTo("\"4.8.1\"");
            var map = server.get("/socket.io/socket.io" + name + ".js.map?x=1");
            assertThat(header(map, "content-type")).isEqualTo("application/json; charset=utf-8");
          }
          assertThat(server.get("/socket.io/other.js").statusCode()).isEqualTo(400);
          assertThat(server.get(TestServer.POLLING).statusCode()).isEqualTo(200);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"4.8.1\"", "W/\"4.8.1\"", "\"old\", \"4.8.1\"", "*"})
  void fileInTheCacheOfTheBrowserIsNotSentAgain(String tag) throws Exception {
    webjar();
    serve(
        HttpSettings.DEFAULT,
        server -> {
          var request =
              server.request("/socket.io/socket.io.js").header("if-none-match", tag).build();
          var answer = TestServer.HTTP.send(request, BodyHandlers.ofString());
          assertThat(answer.statusCode()).isEqualTo(304);
          assertThat(answer.body()).isEmpty();
          assertThat(header(answer, "etag")).isEqualTo("\"4.8.1\"");
          var old = server.request("/socket.io/socket.io.js").header("if-none-match", "\"4.7\"");
          assertThat(TestServer.HTTP.send(old.build(), BodyHandlers.ofString()).statusCode())
              .isEqualTo(200);
        });
  }

  @Test
  void otherOriginsMayLoadIt() throws Exception {
    webjar();
    serve(
        HttpSettings.DEFAULT.withCors(CorsSettings.anyOrigin()),
        server ->
            assertThat(header(server.get("/socket.io/socket.io.js"), "access-control-allow-origin"))
                .isEqualTo("*"));
  }

  @Test
  void itCanBeOff() throws Exception {
    webjar();
    serve(
        HttpSettings.DEFAULT.withClient(false),
        server -> assertThat(server.get("/socket.io/socket.io.js").statusCode()).isEqualTo(404));
  }

  @Test
  void withoutTheArtifactItIsNotFound() throws Exception {
    serve(
        HttpSettings.DEFAULT,
        server -> assertThat(server.get("/socket.io/socket.io.js").statusCode()).isEqualTo(404));
  }
}
