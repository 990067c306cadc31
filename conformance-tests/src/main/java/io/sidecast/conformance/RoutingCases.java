package io.sidecast.conformance;

import static io.sidecast.conformance.ServerHarness.count;
import static io.sidecast.conformance.TestClient.to;
import static io.sidecast.conformance.TestClient.toRoom;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cases about which clients receive an emit of another process, and how often. Confined to the test
 * thread.
 */
interface RoutingCases {

  /** Every client receives every broadcast of every node exactly once. */
  @Test
  default void broadcastReachesEveryClientOnce(ServerHarness harness) {
    List<TestClient> emitting = harness.clientOfEach(harness.nodes());
    List<TestClient> all = new ArrayList<>(emitting);
    all.addAll(harness.clientOfEach(harness.nodes()));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      for (TestClient client : emitting) {
        expected.add(harness.unique("all"));
        client.start("bcast", expected.get(expected.size() - 1));
      }
    }
    for (TestClient client : emitting) {
      expected.add(harness.unique("fence"));
      client.run("bcast", expected.get(expected.size() - 1));
    }
    for (TestClient client : all) {
      expected
          .subList(expected.size() - 3, expected.size())
          .forEach(fence -> client.awaits("msg", fence));
      assertThat(texts(client)).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** The cost of an emit to a sid does not grow with the cluster: one publish, one receiver. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  default void emitToSidIsOnePublishToOneNode(int size, ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.cluster(size, ServerHarness.QUIET));
    for (TestClient client : clients) {
      String fence = harness.unique("fence");
      client.run("bcast", fence);
      clients.forEach(other -> other.awaits("msg", fence));
    }
    List<JsonNode> before = clients.stream().map(TestClient::stats).toList();
    TestClient target = clients.get(size - 1);
    IntStream.range(0, 100).forEach(i -> clients.get(0).start("emit_sid", to(target.sid(), i)));
    String fence = harness.unique("fence");
    clients.get(0).run("emit_sid", to(target.sid(), fence));
    target.awaits("msg", fence);
    for (int i = 0; i < size; i++) {
      JsonNode after = clients.get(i).stats();
      long published = count(after, "published") - count(before.get(i), "published");
      long received = count(after, "received") - count(before.get(i), "received");
      assertThat(published).as("published by node %d", i).isEqualTo(i == 0 ? 101 : 0);
      assertThat(received).as("received by node %d", i).isEqualTo(i == size - 1 ? 101 : 0);
    }
  }

  /**
   * An emit to several rooms reaches their union, except subtracts, a member of two rooms receives
   * one copy, and local stays on the node. Rooms may use different channels, and no broker
   * guarantees an order between those: the case awaits each message.
   */
  @Test
  default void roomsExceptAndLocal(ServerHarness harness) {
    String red = harness.unique("red");
    String blue = harness.unique("blue");
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    clients.forEach(client -> client.run("join", red));
    clients.get(1).run("join", blue);
    clients.get(2).run("join", blue);
    TestClient emits = clients.get(0);
    emits.run("to_room", toRoom(blue, "blue"));
    emits.run("to_rooms", Map.of("rooms", List.of(red, blue), "data", "both"));
    emits.run(
        "to_rooms", Map.of("rooms", List.of(red), "except", List.of(blue), "data", "red only"));
    emits.run("to_rooms", Map.of("rooms", List.of(red), "local", true, "data", "local"));
    clients.forEach(client -> client.awaits("msg", "both"));
    clients.subList(1, 3).forEach(client -> client.awaits("msg", "blue"));
    clients.get(2).run("leave", blue);
    emits.run("to_room", toRoom(blue, "left"));
    clients.get(1).awaits("msg", "left");
    emits.run("to_room", toRoom(red, "fence"));
    clients.forEach(client -> client.awaits("msg", "fence"));
    assertThat(texts(clients.get(0)))
        .containsExactlyInAnyOrder("both", "red only", "local", "fence");
    assertThat(texts(clients.get(1))).containsExactlyInAnyOrder("blue", "both", "left", "fence");
    assertThat(texts(clients.get(2))).containsExactlyInAnyOrder("blue", "both", "fence");
  }

  /**
   * A node with members in very many rooms switches to broadcast mode, announces it and ends its
   * room subscriptions; with few rooms it switches back. No emit is lost or doubled by the switch.
   */
  @Test
  default void crowdedNodeUsesBroadcastMode(ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(3, ServerHarness.NODE_TIMEOUT, "--broadcast-above", "6");
    List<TestClient> clients = harness.clientOfEach(nodes);
    TestClient emits = clients.get(0);
    TestClient crowded = clients.get(2);
    List<String> rooms = IntStream.range(0, 24).mapToObj(i -> harness.unique("room " + i)).toList();
    rooms.forEach(room -> crowded.run("join", room));
    Traffic stream = Traffic.start(i -> emits.start("to_room", toRoom(rooms.get(i % 2), i)));
    awaitRoomChannels(crowded, false);
    stream.awaitAnswered(50);
    TestClient late = harness.client(harness.join(nodes.get(0)));
    late.run("to_room", toRoom(rooms.get(23), "late"));
    crowded.awaits("msg", "late");
    rooms.subList(2, 24).forEach(room -> crowded.run("leave", room));
    awaitRoomChannels(crowded, true);
    Awaitility.await("room emits to reach no node without members")
        .atMost(TestClient.maxWait())
        .until(
            () -> receivedDuring(clients.get(1), () -> stream.awaitAnswered(50)),
            during -> during < 50);
    int count = stream.stop().answered();
    assertThat(stream.failed()).isZero();
    rooms.subList(0, 2).forEach(room -> emits.run("to_room", toRoom(room, room)));
    rooms.subList(0, 2).forEach(room -> crowded.awaits("msg", room));
    List<String> expected = new ArrayList<>(rooms.subList(0, 2));
    expected.add("late");
    IntStream.range(0, count).forEach(i -> expected.add(Integer.toString(i)));
    assertThat(texts(crowded)).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** An acknowledgement from another process arrives with all its values, including binary. */
  @Test
  default void acksComeBackFromOtherProcesses(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    JsonNode bytes = Values.bytes(everyByte());
    TestClient asked = clients.get(1);
    assertThat(clients.get(0).call("ask", to(asked.sid(), everyByte())))
        .isEqualTo(Values.of(bytes, asked.sid(), new byte[] {0, (byte) 128, (byte) 255}));
    String room = harness.unique("room");
    clients.forEach(client -> client.run("join", room));
    JsonNode answer = clients.get(0).call("ask_room", toRoom(room, "all")).path(0);
    assertThat(answer.path("answers")).isEqualTo(Values.of("all", "all", "all"));
    assertThat(answer.path("missing").asInt()).isZero();
  }

  /**
   * An emit with acknowledgement to an unknown sid ends with an error soon and reaches no other
   * client.
   */
  @Test
  default void requestToUnknownSidEndsWithAnError(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    String left = clients.get(2).sid();
    clients.get(2).close();
    for (String sid : List.of("A".repeat(20), left, "not an id")) {
      long start = System.nanoTime();
      JsonNode answer = clients.get(0).call("ask", to(sid, "anybody?")).path(0);
      assertThat(answer.path("error").asText()).as("ask of %s", sid).isNotEmpty();
      assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
      clients.get(0).run("emit_sid", to(sid, "lost"));
    }
    clients.get(0).run("emit_sid", to(clients.get(1).sid(), "fence"));
    clients.get(1).awaits("msg", "fence");
    assertThat(texts(clients.get(1))).containsExactly("fence");
  }

  /** Names of rooms and events may contain any characters. */
  @Test
  default void oddCharactersInRoomsAndEvents(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    List<String> names =
        List.of(" ", "a#b", "a*", "{}", "[\"]", "\n\t\\", "房间", "👋", "/", "x".repeat(1000));
    for (String name : names) {
      String room = name + harness.unique("");
      clients.get(1).run("join", room);
      clients
          .get(0)
          .run("to_rooms", Map.of("rooms", List.of(room), "event", "on " + name, "data", name));
      clients.get(1).awaits("on " + name, name);
      assertThat(clients.get(2).received("on " + name)).isEmpty();
    }
  }

  /** Binary data arrives unchanged. */
  @Test
  default void binaryBroadcastIsUnchanged(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    byte[] large = new byte[300_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 + i / 256);
    }
    for (byte[] bytes : List.of(new byte[0], everyByte(), large)) {
      clients.get(0).run("bcast", bytes);
      clients.forEach(client -> client.awaits("msg", bytes));
    }
  }

  /** Emits of one client to a sid on another node arrive complete and in order. */
  @Test
  default void tenThousandEmitsArriveInOrder(ServerHarness harness) {
    TestClient emits = harness.client(harness.node(0), "websocket");
    TestClient gets = harness.client(harness.node(1), "websocket");
    var done =
        IntStream.range(0, 10_000)
            .mapToObj(i -> emits.start("emit_sid", to(gets.sid(), i)))
            .toArray(CompletableFuture<?>[]::new);
    TestClient.get(CompletableFuture.allOf(done), "all to be emitted");
    gets.awaits("msg", 9_999);
    assertThat(gets.received("msg").stream().map(args -> args.path(0).asInt()))
        .containsExactlyElementsOf(IntStream.range(0, 10_000).boxed().toList());
  }

  private static void awaitRoomChannels(TestClient client, boolean some) {
    Awaitility.await("a node " + (some ? "to subscribe" : "to end its subscriptions"))
        .atMost(TestClient.maxWait())
        .until(
            () -> client.stats().path("load").path("roomChannels").asInt(),
            channels -> channels > 0 == some);
  }

  private static long receivedDuring(TestClient client, Runnable traffic) {
    long before = count(client.stats(), "received");
    traffic.run();
    return count(client.stats(), "received") - before;
  }

  private static List<String> texts(TestClient client) {
    return client.received("msg").stream().map(args -> args.path(0).asText()).toList();
  }

  private static byte[] everyByte() {
    var bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }
}
