package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.examples.brokers.FreePort;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard and the alerts of examples/monitoring, evaluated by a real Prometheus that scrapes
 * two nodes with traffic. Confined to the test thread.
 */
@Timeout(300)
class MonitoringIT {

  private static final Path FILES = Path.of("monitoring");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static final List<Integer> NODES = new ArrayList<>();

  @TempDir private static Path folder;

  private static LocalBroker redis;
  private static int prometheus;

  @BeforeAll
  static void start() throws Exception {
    redis = opened(LocalBroker.start(BrokerKind.REDIS));
    for (String name : List.of("node 1", "node 2")) {
      var arguments =
          List.of("--host=127.0.0.1", "--port=0", "--metrics", "--broker=" + redis.uri());
      var node = opened(ServerProcess.start(name, arguments, line -> {}));
      NODES.add(node.port().get(40, TimeUnit.SECONDS));
    }
    prometheus = FreePort.find();
    Files.copy(FILES.resolve("alerts.yml"), folder.resolve("alerts.yml"));
    Path settings =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [alerts.yml]
            scrape_configs:
              - job_name: sidecast
                static_configs: [{targets: ['127.0.0.1:%d', '127.0.0.1:%d']}]
            """
                .formatted(NODES.get(0), NODES.get(1)));
    opened(
        ChildProcess.start(
            "prometheus",
            new ProcessBuilder(
                "prometheus",
                "--config.file=" + settings,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + prometheus),
            line -> {}));
  }

  @AfterAll
  static void stop() throws Exception {
    for (int i = OPEN.size() - 1; i >= 0; i--) {
      OPEN.get(i).close();
    }
  }

  private static <T extends AutoCloseable> T opened(T resource) {
    OPEN.add(resource);
    return resource;
  }

  private static ConditionFactory await(String fact) {
    return Awaitility.await(fact).atMost(90, TimeUnit.SECONDS).ignoreExceptions();
  }

  private static JsonNode api(String path) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + prometheus + "/api/v1/" + path));
    try {
      String body =
          HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();
      JsonNode answer = JSON.readTree(body);
      assertThat(answer.path("status").asText()).as(body).isEqualTo("success");
      return answer.path("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode evaluated(String expression) {
    return api("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .path("result");
  }

  private static Socket client(int port) throws Exception {
    var connected = new CompletableFuture<Void>();
    var options = IO.Options.builder().setForceNew(true).build();
    Socket client = IO.socket(URI.create("http://127.0.0.1:" + port), options);
    client.on(Socket.EVENT_CONNECT, args -> connected.complete(null));
    client.connect();
    OPEN.add(client::disconnect);
    connected.get(40, TimeUnit.SECONDS);
    return client;
  }

  /** Sends a message from one node to the other, and waits for it. */
  private static void traffic(Socket from, Socket to) throws Exception {
    var arrived = new CompletableFuture<Void>();
    to.once("msg", args -> arrived.complete(null));
    JSONObject message = new JSONObject().put("sid", to.id()).put("data", "text");
    from.emit("emit_sid", new Object[] {message}, (Ack) args -> {});
    arrived.get(40, TimeUnit.SECONDS);
  }

  private static List<String> expressions() throws IOException {
    List<String> all = new ArrayList<>();
    for (JsonNode panel : JSON.readTree(FILES.resolve("grafana.json").toFile()).path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        all.add(
            target
                .path("expr")
                .asText()
                .replace("$instance", ".+")
                .replace("$__rate_interval", "1m"));
      }
    }
    return all;
  }

  @Test
  void everyExpressionAndAlertHasData() throws Exception {
    Socket first = client(NODES.get(0));
    Socket second = client(NODES.get(1));
    List<String> expressions = expressions();
    assertThat(expressions).hasSizeGreaterThan(15);
    for (String expression : expressions) {
      await(expression)
          .until(
              () -> {
                traffic(first, second);
                return !evaluated(expression).isEmpty();
              });
    }
    assertThat(evaluated("sum(sidecast_connections)").at("/0/value/1").asText()).isEqualTo("2");
    assertThat(evaluated("sum by (direction) (sidecast_bytes_total) > 0")).hasSize(2);
    assertThat(evaluated("sum(sidecast_cluster_state{state='up'})").at("/0/value/1").asText())
        .isEqualTo("2");

    for (JsonNode rule : api("rules").at("/groups/0/rules")) {
      assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
      assertThat(rule.path("state").asText()).as(rule.toString()).isNotEqualTo("firing");
      // The expression without its threshold has data, so its names exist.
      String subject = rule.path("query").asText().replaceFirst(" (==|!=|>) [^>=]+$", "");
      assertThat(evaluated(subject)).as(subject).isNotEmpty();
    }

    redis.close();
    await("the alert of a node without its broker")
        .until(
            () -> {
              for (JsonNode alert : api("alerts").path("alerts")) {
                if (alert.at("/labels/alertname").asText().equals("SidecastNotInCluster")) {
                  return true;
                }
              }
              return false;
            });
  }
}
