package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.ConnectRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Socket.IO 2 client from npm. Requires Node.js, and npm's registry for the first run. */
class OldClientsIT {

  private static final byte[] BYTES = {0, 1, 2, (byte) 250, (byte) 255};
  private static final Path FOLDER = Path.of("target", "old-client");

  private static final SocketIoServer server =
      SocketIoServer.builder()
          .port(0)
          .host("127.0.0.1")
          .broker("none")
          .allowEio3(true)
          .pingInterval(Duration.ofMillis(300))
          .build();

  @BeforeAll
  static void start() throws Exception {
    Files.createDirectories(FOLDER);
    for (String name : new String[] {"package.json", "package-lock.json", "run.js"}) {
      try (InputStream file = OldClientsIT.class.getResourceAsStream("/old-client/" + name)) {
        Files.copy(file, FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
      String output = run("npm", "ci", "--no-audit", "--no-fund", "--silent");
      assertThat(FOLDER.resolve("node_modules/socket.io-client-2")).as(output).isDirectory();
    }
    serve();
    server.start();
  }

  private static void serve() {
    server.onConnection(
        socket -> {
          socket.on("echo", (args, ack) -> ack.send(args.all().toArray()));
          socket.on("id", (args, ack) -> ack.send(socket.id()));
          socket.on("sendBytes", (args, ack) -> socket.emit("bytes", BYTES, BYTES));
          socket.on("broadcast", (args, ack) -> server.emit("news", args.all().toArray()));
          socket.on("kick", (args, ack) -> socket.disconnect());
          socket.on(
              "askMe",
              (args, ack) ->
                  socket
                      .emitWithAck("question", "asked")
                      .thenAccept(
                          answer ->
                              ack.send(
                                  answer.get(0, String.class)
                                      + " "
                                      + answer.get(1, byte[].class).length)));
        });
    var custom = server.of("/custom");
    custom.use(
        socket -> {
          String token = socket.handshake().auth().get("token").string().orElse("");
          if (token.isEmpty()) {
            throw new ConnectRefusedException("no token");
          }
          if (token.equals("data")) {
            throw new ConnectRefusedException("refused", Map.of("why", "data"));
          }
        });
    custom.onConnection(
        socket -> socket.on("auth", (args, ack) -> ack.send(socket.handshake().auth())));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    } catch (IOException missing) {
      throw new IOException(
          command[0] + " is needed: install Node.js 18 or newer, which brings node and npm",
          missing);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "polling-base64", "websocket", "websocket-base64", "upgrade"})
  void eventsAndBytes(String transport) throws Exception {
    String url = "http://127.0.0.1:" + server.port();
    assertThat(run("node", "run.js", url, transport)).isEqualTo("OK\n");
  }
}
