package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests of bin/node without a broker. Confined to the test thread. */
class NodeIT {

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
    String handshake = "/socket.io/?EIO=4&transport=polling";
    try (var node = ServerProcess.start("the node", arguments, line -> {})) {
      int port = node.port().get(40, TimeUnit.SECONDS);
      assertThat(get(port, handshake, "Origin", "https://other.example")).startsWith("403 ");
      assertThat(get(port, handshake, "Origin", "https://page.example")).startsWith("200 0{");
      assertThat(get(port, handshake)).startsWith("503 ").contains("Too many connections");
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
