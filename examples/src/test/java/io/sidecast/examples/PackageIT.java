package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.examples.brokers.BrokerKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the archive that bin/package writes. Confined to the test thread. */
class PackageIT {

  private static final String READY = "READY ";
  private static final int MAX_SECONDS = 110;

  @TempDir private static Path folder;
  private static Path node;

  /** A node of the archive, and its port. */
  private record Node(ChildProcess process, CompletableFuture<Integer> port)
      implements AutoCloseable {

    @Override
    public void close() {
      process.close();
    }
  }

  @BeforeAll
  static void packAndUnpack() throws Exception {
    run("../bin/package", "--built", "--to", folder.toString());
    Path archive = onlyFile();
    assertThat(archive.getFileName().toString()).matches("sidecast-node-.+-.+-.+\\.tar\\.gz");
    run("tar", "-xzf", archive.toString(), "-C", folder.toString());
    Files.delete(archive);
    node = onlyFile().resolve("bin/node");
  }

  @Test
  void withoutAJavaOnTheMachineItIsReady() throws Exception {
    try (Node started = start("none", "--metrics")) {
      int port = started.port().get(MAX_SECONDS, TimeUnit.SECONDS);
      assertThat(get(port, "/healthz")).isEqualTo("200 STARTED");
      assertThat(get(port, "/metrics")).contains("process_cpu_usage", "sidecast_connections");
    }
  }

  @Test
  void itIsANodeOfACluster() throws Exception {
    try (LocalBroker redis = LocalBroker.start(BrokerKind.REDIS);
        Node started = start(redis.uri().toString())) {
      int port = started.port().get(MAX_SECONDS, TimeUnit.SECONDS);
      assertThat(get(port, "/readyz")).isEqualTo("200 STARTED, cluster UP");
    }
  }

  /** The client library of each broker runs on the modules of the runtime. */
  @ParameterizedTest
  @ValueSource(strings = {"redis", "nats", "amqp", "kafka"})
  void eachBrokerIsInTheArchive(String scheme) throws Exception {
    try (Node started = start(scheme + "://127.0.0.1:1")) {
      assertThat(started.process().ended().get(MAX_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(started.process().tail())
          .contains("127.0.0.1:1")
          .doesNotContain("NoClassDefFoundError", "ClassNotFoundException", "no broker");
    }
  }

  /** Starts the archive's program with an empty PATH and no other variable. */
  private static Node start(String broker, String... options) throws IOException {
    var program = new ProcessBuilder(node.toString(), "--host=127.0.0.1", "--port=0");
    program.command().add("--broker=" + broker);
    program.command().addAll(List.of(options));
    program.environment().clear();
    program.environment().put("PATH", "");
    var port = new CompletableFuture<Integer>();
    ChildProcess process =
        ChildProcess.start(
            "the packed node",
            program,
            line -> {
              if (line.startsWith(READY)) {
                port.complete(Integer.valueOf(line.substring(READY.length())));
              }
            });
    process
        .ended()
        .thenRun(() -> port.completeExceptionally(new IllegalStateException(process.tail())));
    return new Node(process, port);
  }

  private static Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static void run(String... command) throws Exception {
    var program = new ProcessBuilder(command);
    program.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var output = new LinkedBlockingQueue<String>();
    try (ChildProcess process = ChildProcess.start(command[0], program, output::add)) {
      assertThat(process.ended().get(MAX_SECONDS, TimeUnit.SECONDS)).as("%s", output).isEqualTo(0);
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
