package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import io.sidecast.packet.EncodedPacket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bytes that wait for all slow clients of a server. Confined to the test thread. */
class SlowClientsTest {

  private static final String LARGE = "x".repeat(100_000);

  private final Limits limits = new Limits(Map.of(Limit.SLOW_CLIENT_BYTES, 2_050_000L));

  private static void send(EchoHandler handler, int messages) {
    for (int i = 0; i < messages; i++) {
      handler.send(LARGE);
    }
  }

  private static int received(TestServer server, String path, int messages) throws Exception {
    int received = 0;
    while (received < messages) {
      received += server.poll(path).split("\u001e", -1).length;
    }
    return received;
  }

  @Test
  void slowestClientsAreCutFirst() throws Exception {
    try (var server = TestServer.start(settings -> settings.limits(limits))) {
      String slow = server.openPolling();
      EchoHandler slowHandler = server.accepted();
      String slower = server.openPolling();
      EchoHandler slowerHandler = server.accepted();
      send(slowHandler, 8);
      send(slowerHandler, 12);
      String bystander = server.openPolling();
      EchoHandler bystanderHandler = server.accepted();
      send(bystanderHandler, 1);
      assertThat(slowerHandler.closeReason()).isEqualTo(DisconnectReason.SLOW_CLIENT);
      assertThat(server.get(slower).statusCode()).isEqualTo(400);
      assertThat(limits.hits()).containsEntry(Limit.SLOW_CLIENT_BYTES, 1L);
      send(bystanderHandler, 10);
      assertThat(received(server, bystander, 11)).isEqualTo(11);
      assertThat(received(server, slow, 8)).isEqualTo(8);
      assertThat(limits.hits()).containsEntry(Limit.SLOW_CLIENT_BYTES, 1L);
      assertThat(slowHandler.isClosed()).isFalse();
    }
  }

  @Test
  void bytesThatAreSentOrDroppedCountNoMore() throws Exception {
    try (var server = TestServer.start(settings -> settings.limits(limits))) {
      for (int i = 0; i < 3; i++) {
        String path = server.openPolling();
        EchoHandler handler = server.accepted();
        send(handler, 15);
        assertThat(received(server, path, 15)).isEqualTo(15);
        send(handler, 15);
        assertThat(server.post(path, "1").statusCode()).isEqualTo(200);
        handler.closeReason();
      }
      assertThat(limits.hits()).containsEntry(Limit.SLOW_CLIENT_BYTES, 0L);
    }
  }

  @Test
  void bytesOfABroadcastCountOnce() throws Exception {
    try (var server = TestServer.start(settings -> settings.limits(limits))) {
      var paths = new ArrayList<String>();
      var handlers = new ArrayList<EchoHandler>();
      for (int client = 0; client < 5; client++) {
        paths.add(server.openPolling());
        handlers.add(server.accepted());
      }
      for (int i = 0; i < 12; i++) {
        var packet = EncodedPacket.text(LARGE.getBytes(StandardCharsets.UTF_8), List.of());
        handlers.forEach(handler -> handler.connection.send(packet));
      }
      for (String path : paths) {
        assertThat(received(server, path, 12)).isEqualTo(12);
      }
      assertThat(limits.hits()).containsEntry(Limit.SLOW_CLIENT_BYTES, 0L);
      send(handlers.get(0), 25);
      assertThat(handlers.get(0).closeReason()).isEqualTo(DisconnectReason.SLOW_CLIENT);
    }
  }
}
