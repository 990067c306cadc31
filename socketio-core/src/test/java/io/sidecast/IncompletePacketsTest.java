package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.limit.Limit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets whose attachments do not all arrive. Confined to the test thread. */
class IncompletePacketsTest {

  private static final String HEAD =
      "452-[\"event\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
  private static final String SMALL = "b" + "AAAA".repeat(10_000);
  private static final String LARGE = "b" + "AAAA".repeat(22_000);

  private final BlockingQueue<DisconnectReason> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> handled = new LinkedBlockingQueue<>();
  private SocketIoServer server;

  @AfterEach
  void close() {
    server.close();
  }

  private void start(Duration connectTimeout) {
    server =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker("none")
            .connectTimeout(connectTimeout)
            .limit(Limit.WAITING_EVENT_BYTES, 300_000)
            .build();
    server.onConnection(
        socket -> {
          socket.onDisconnect(ends::add);
          socket.on("event", args -> handled.add(args.size()));
        });
    server.start();
  }

  /** Complete packets give their bytes back. A client with less than 64 KiB is not cut. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void bytesOfAllClientsAreBounded(String transport) throws Exception {
    start(Duration.ofMinutes(5));
    try (LightClient modest = LightClient.connect(server.port(), transport);
        LightClient greedy = LightClient.connect(server.port(), transport)) {
      for (int i = 0; i < 10; i++) {
        greedy.send(List.of(HEAD, LARGE, LARGE));
        assertThat(handled.poll(20, TimeUnit.SECONDS)).isEqualTo(2);
      }
      modest.send(List.of(HEAD, SMALL));
      greedy.send(List.of(HEAD.replace("452", "459"), LARGE, LARGE, LARGE, LARGE, LARGE));
      assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.LIMIT_EXCEEDED);
      modest.send(List.of(SMALL));
      assertThat(handled.poll(20, TimeUnit.SECONDS)).isEqualTo(2);
      assertThat(server.stats().limitHits().get(Limit.WAITING_EVENT_BYTES)).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void anAttachmentThatIsMissingEndsTheConnection(String transport) throws Exception {
    start(Duration.ofMillis(300));
    try (LightClient client = LightClient.connect(server.port(), transport)) {
      client.send(List.of(HEAD, SMALL));
      assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.FORCED_CLOSE);
    }
  }
}
