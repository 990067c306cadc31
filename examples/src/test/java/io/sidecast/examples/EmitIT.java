package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.examples.brokers.BrokerKind;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of bin/emit with a client of a server on a Redis. Confined to the test thread. */
class EmitIT {

  private static LocalBroker redis;
  private static SocketIoServer server;
  private static Socket client;
  private static final CompletableFuture<String> SID = new CompletableFuture<>();
  private static final BlockingQueue<String> RECEIVED = new LinkedBlockingQueue<>();

  /** The result of a run of bin/emit. */
  private record Run(int code, List<String> lines) {}

  @BeforeAll
  static void start() throws Exception {
    redis = LocalBroker.start(BrokerKind.REDIS);
    server =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker(redis.uri().toString())
            .brokerPrefix("emit")
            .build();
    server.onConnection(socket -> socket.join("news"));
    server.start();
    client = IO.socket(URI.create("http://127.0.0.1:" + server.port()));
    client.on(Socket.EVENT_CONNECT, args -> SID.complete(client.id()));
    client.on("headline", args -> RECEIVED.add(Arrays.toString(args)));
    client.on("ask", args -> ((Ack) args[args.length - 1]).call("yes", 7));
    client.on("silence", args -> {});
    client.connect();
    SID.get(40, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    redis.close();
  }

  private static Run emit(String... arguments) throws Exception {
    return emitTo(redis.uri().toString(), arguments);
  }

  private static Run emitTo(String broker, String... arguments) throws Exception {
    return emitWith(Map.of(), broker, arguments);
  }

  private static Run emitWith(Map<String, String> variables, String broker, String... arguments)
      throws Exception {
    var lines = new LinkedBlockingQueue<String>();
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ClassPath.ofThisJvm(),
                EmitMain.class.getName(),
                "--broker",
                broker,
                "--prefix",
                "emit"));
    command.addAll(List.of(arguments));
    var program = new ProcessBuilder(command);
    program.environment().putAll(variables);
    try (var child = ChildProcess.start("emit", program, lines::add)) {
      return new Run(child.ended().get(60, TimeUnit.SECONDS), List.copyOf(lines));
    }
  }

  @Test
  void emitsToARoomAndToAClient() throws Exception {
    assertThat(emit("--room", "news", "headline", "\"It works\"", "{\"n\":1}").code()).isZero();
    assertThat(RECEIVED.poll(40, TimeUnit.SECONDS)).isEqualTo("[It works, {\"n\":1}]");
    assertThat(emit("--room", "news", "--except", SID.get(), "headline", "1").code()).isZero();
    assertThat(emit("--sid", SID.get(), "headline", "2").code()).isZero();
    assertThat(RECEIVED.poll(40, TimeUnit.SECONDS)).isEqualTo("[2]");
  }

  @Test
  void printsAnswersAsJsonLines() throws Exception {
    Run run = emit("--room", "news", "--ack", "20000", "ask");
    assertThat(run.lines()).contains("[\"yes\", 7]");
    assertThat(run.code()).isZero();
  }

  @Test
  void anAnswerThatDoesNotComeIsCodeThree() throws Exception {
    assertThat(emit("--ack", "500", "silence").code()).isEqualTo(3);
  }

  @Test
  void anAudienceWithoutClientsIsCodeThree() throws Exception {
    Run run = emit("--room", "nobody", "--ack", "20000", "ask");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.lines())
        .contains("emit: no client has got the event: the servers have none in this audience");
  }

  @Test
  void anEmitterWithOtherKeysThanTheServersIsCodeThree() throws Exception {
    String key = Base64.getEncoder().encodeToString(new byte[EnvelopeKeys.MIN_KEY_BYTES]);
    Run run =
        emitWith(
            Map.of("SIDECAST_ENVELOPE_KEYS", key), redis.uri().toString(), "--ack", "20000", "ask");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.lines())
        .anyMatch(line -> line.contains("no server was found") && line.contains("KEYS"));
  }

  @ParameterizedTest
  @CsvSource({
    "--ack=0, --ack must be 1 to 31536000000 ms",
    "--ack=-1, --ack must be 1 to 31536000000 ms",
  })
  void aWrongTimeIsCodeTwo(String option, String message) throws Exception {
    Run run = emit(option, "ask");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.lines()).anyMatch(line -> line.contains(message));
  }

  @Test
  void wrongArgumentsGetAClearError() throws Exception {
    Run notJson = emit("headline", "bare words");
    assertThat(notJson.code()).isEqualTo(2);
    assertThat(notJson.lines()).anyMatch(line -> line.contains("not JSON"));
    Run nobody = emitTo("redis://127.0.0.1:1", "headline");
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.lines()).anyMatch(line -> line.contains("cannot be reached"));
  }
}
