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

  private static String get(int port, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
