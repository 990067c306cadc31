package io.sidecast.conformance;

import static io.sidecast.conformance.TestClient.to;
import static io.sidecast.conformance.TestClient.toRoom;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cases for the official clients over every transport, with a peer on another node. Confined to the
 * test thread.
 */
interface ClientCases {

  /** The JavaScript client. */
  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
  default void javaScriptClientTalks(String transports, ServerHarness harness) {
    JavaScriptTestClient client = harness.javaScriptClient(harness.node(0), transports);
    assertThat(client.transport()).isEqualTo(transports.substring(transports.lastIndexOf(',') + 1));
    talks(client, harness);
  }

  /** The Java client. */
  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  default void javaClientTalks(String transport, ServerHarness harness) {
    talks(harness.client(harness.node(0), transport), harness);
  }

  /**
   * A client whose connection another node closes receives all earlier emits once and in order,
   * then the reason. It does not reconnect.
   */
  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
  default void kickedClientGetsEverythingAndStaysAway(String transports, ServerHarness harness) {
    JavaScriptTestClient client = harness.javaScriptClient(harness.node(0), transports);
    assertThat(client.transport()).isEqualTo(transports.substring(transports.lastIndexOf(',') + 1));
    isKicked(client, harness.client(harness.node(1)));
  }

  /** The same during an upgrade of the transport. */
  @Test
  default void clientKickedDuringItsUpgradeGetsEverything(ServerHarness harness) {
    TestClient elsewhere = harness.client(harness.node(1));
    isKicked(harness.javaScriptClient(harness.node(0), "polling,websocket"), elsewhere);
  }

  /**
   * Events that arrive just before the end of their connection are handled. Each client sends 20
   * events and leaves at once, with DISCONNECT and a close, or with a close frame alone.
   */
  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket", "close frame"})
  default void eventsOfAClientThatLeavesAtOnceArrive(String way, ServerHarness harness) {
    int count = 20;
    TestClient gets = harness.client(harness.node(1));
    List<String> expected = new ArrayList<>();
    for (int leaver = 0; leaver < 10; leaver++) {
      TestClient leaves =
          way.equals("close frame")
              ? harness.plainClient(harness.node(0))
              : harness.client(harness.node(0), way);
      for (int i = 0; i < count; i++) {
        expected.add(leaver + ": " + i);
        leaves.start("emit_sid", to(gets.sid(), leaver + ": " + i));
      }
      leaves.close();
    }
    gets.awaitsCount("msg", expected.size());
    harness.client(harness.node(0)).run("emit_sid", to(gets.sid(), "fence"));
    gets.awaits("msg", "fence");
    expected.add("fence");
    List<String> received =
        gets.received("msg").stream().map(args -> args.path(0).textValue()).toList();
    assertThat(received).containsExactlyInAnyOrderElementsOf(expected);
    for (int leaver = 0; leaver < 10; leaver++) {
      String from = leaver + ": ";
      assertThat(received.stream().filter(text -> text.startsWith(from)))
          .as("the events of client %d, in order", leaver)
          .isEqualTo(expected.stream().filter(text -> text.startsWith(from)).toList());
    }
  }

  private static void isKicked(TestClient client, TestClient elsewhere) {
    int count = 50;
    elsewhere.run("kick", Map.of("sid", client.sid(), "count", count));
    JsonNode end = client.awaitsFirst("disconnect");
    assertThat(end).as("reason, and whether it reconnects").isEqualTo(disconnectedByServer());
    assertThat(client.received("msg"))
        .isEqualTo(IntStream.range(0, count).mapToObj(Values::of).toList());
    assertThat(client.received("connect")).hasSize(1);
    assertThat(elsewhere.call("fetch", client.sid())).isEqualTo(Values.of(List.of()));
  }

  private static JsonNode disconnectedByServer() {
    return Values.of("io server disconnect", false);
  }

  /**
   * An emit with acknowledgement to a room reaches both kinds of clients on different nodes, and
   * both acknowledge it.
   */
  @Test
  default void clientsOfTwoKindsShareRooms(ServerHarness harness) {
    TestClient java = harness.client(harness.node(0));
    TestClient script = harness.javaScriptClient(harness.node(1), "websocket");
    String room = harness.unique("room");
    java.run("join", room);
    script.run("join", room);
    JsonNode answer = java.call("ask_room", toRoom(room, 1)).path(0);
    assertThat(answer.path("answers")).isEqualTo(Values.of(1, 1));
    assertThat(answer.path("missing").asInt()).isZero();
  }

  private static void talks(TestClient client, ServerHarness harness) {
    client.awaits("auth", Map.of());
    byte[] bytes = {0, 1, (byte) 254, (byte) 255};
    JsonNode nested = Values.of(Map.of("a", Values.of("b", bytes), "c", "拜托了")).path(0);
    assertThat(client.call("echo", "text")).isEqualTo(Values.of("text"));
    assertThat(client.call("echo", nested)).isEqualTo(Values.of(nested));
    assertThat(client.call("message-with-ack", 1, "2", bytes)).isEqualTo(Values.of(1, "2", bytes));
    client.run("message", bytes, "text");
    client.awaits("message-back", bytes, "text");

    TestClient peer = harness.client(harness.node(1));
    String room = harness.unique("room");
    client.run("join", room);
    peer.run("join", room);
    peer.run("emit_sid", to(client.sid(), nested));
    client.awaits("msg", nested);
    client.run("emit_sid", to(peer.sid(), bytes));
    peer.awaits("msg", bytes);
    client.run("to_room", toRoom(room, "to the room"));
    peer.awaits("msg", "to the room");
    client.awaits("msg", "to the room");
    peer.run("bcast", Values.bytes(bytes));
    client.awaits("msg", bytes);
    byte[] answer = {0, (byte) 128, (byte) 255};
    assertThat(peer.call("ask", to(client.sid(), bytes)))
        .isEqualTo(Values.of(bytes, client.sid(), answer));
    assertThat(client.call("ask", to(peer.sid(), nested)))
        .isEqualTo(Values.of(nested, peer.sid(), answer));
  }
}
