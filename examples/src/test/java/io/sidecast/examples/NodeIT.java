package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of bin/node without a broker. Confined to the test thread. */
class NodeIT {

  private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";

  @Test
  void withoutABrokerItStaysAloneAndIsHealthy() throws Exception {
    var log = new LinkedBlockingQueue<String>();
    var arguments = List.of("--host", "127.0.0.1", "--port", "0");
    try (var node = ServerProcess.start("the node", arguments, log::add)) {
      int port = node.port().get(40, TimeUnit.SECONDS);
      assertThat(get(port, "/healthz")).isEqualTo("200 STARTED");
      assertThat(get(port, "/readyz")).isEqualTo("200 STARTED, cluster UP");
      assertThat(log)
          .filteredOn(line -> line.contains("broker"))
          .singleElement()
          .asString()
          .contains("broker none");
    }
  }

  @Test
  void limitsAndOriginsAreOptions() throws Exception {
    var arguments =
        List.of(
            "--host=127.0.0.1", "--port=0", "--cors=https://page.example", "--max-connections=1");
    try (var node = ServerProcess.start("the node", arguments, line -> {})) {
      int port = node.port().get(40, TimeUnit.SECONDS);
      assertThat(get(port, HANDSHAKE, "Origin", "https://other.example")).startsWith("403 ");
      assertThat(get(port, HANDSHAKE, "Origin", "https://page.example")).startsWith("200 0{");
      assertThat(get(port, HANDSHAKE)).startsWith("503 ").contains("Too many connections");
    }
  }

  @Test
  void eachOriginOfAListIsAllowed() throws Exception {
    var arguments =
        List.of("--host=127.0.0.1", "--port=0", "--cors=https://a.example, https://b.example");
    try (var node = ServerProcess.start("the node", arguments, line -> {})) {
      int port = node.port().get(40, TimeUnit.SECONDS);
      assertThat(get(port, HANDSHAKE, "Origin", "https://a.example")).startsWith("200 ");
      assertThat(get(port, HANDSHAKE, "Origin", "https://b.example")).startsWith("200 ");
      assertThat(get(port, HANDSHAKE, "Origin", "https://c.example")).startsWith("403 ");
    }
  }

  @Test
  void connectionsAreCountedByTheAddressThatATrustedProxyForwards() throws Exception {
    var arguments =
        List.of(
            "--host=127.0.0.1",
            "--port=0",
            "--max-connections-per-address=1",
            "--trusted-proxies=10.0.0.0/8, 127.0.0.1");
    try (var node = ServerProcess.start("the node", arguments, line -> {})) {
      int port = node.port().get(40, TimeUnit.SECONDS);
      String field = "X-Forwarded-For";
      assertThat(get(port, HANDSHAKE, field, "192.0.2.1")).startsWith("200 ");
      assertThat(get(port, HANDSHAKE, field, "192.0.2.2, 10.0.0.9")).startsWith("200 ");
      assertThat(get(port, HANDSHAKE, field, "192.0.2.2")).startsWith("429 ");
    }
  }

  /** The keys are a mistake of the operator even if no broker uses them. */
  @ParameterizedTest
  @CsvSource({
    "'   ', the value is blank",
    "'not base64!', number 1 is not",
    "'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=,', number 2 is empty"
  })
  void wrongKeysKeepANodeFromStarting(String keys, String message) throws Exception {
    var jvm = new ServerProcess.Jvm(List.of(), Map.of("SIDECAST_ENVELOPE_KEYS", keys));
    assertThat(ended(jvm, 1)).contains("SIDECAST_ENVELOPE_KEYS").contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--drain=-1", "--ping-interval=0"})
  void aWrongValueIsCodeTwo(String option) throws Exception {
    String name = option.substring(0, option.indexOf('='));
    assertThat(ended(ServerProcess.Jvm.DEFAULT, 2, option)).contains("node: " + name + " must be");
  }

  @Test
  void aWrongValueOfTheEngineEchoIsCodeTwo() throws Exception {
    assertThat(ended(ServerProcess.Jvm.DEFAULT, 2, "--engine-echo", "--ping-interval=0"))
        .contains("node: --ping-interval must be")
        .doesNotContain("Exception");
  }

  /** Runs a node that does not start, and returns its output. */
  private static String ended(ServerProcess.Jvm jvm, int code, String... options) throws Exception {
    var arguments = new ArrayList<>(List.of("--host=127.0.0.1", "--port=0"));
    arguments.addAll(List.of(options));
    var command = new ServerProcess.Command(jvm, arguments);
    try (var node = ServerProcess.start("the node", command, line -> {})) {
      assertThat(node.process().ended().get(40, TimeUnit.SECONDS)).isEqualTo(code);
      return node.process().tail();
    }
  }

  private static String get(int port, String path, String... header)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20));
    if (header.length > 0) {
      request.headers(header);
    }
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
