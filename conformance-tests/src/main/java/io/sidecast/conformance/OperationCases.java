package io.sidecast.conformance;

import static io.sidecast.conformance.ServerHarness.NODE_TIMEOUT;
import static io.sidecast.conformance.ServerHarness.count;
import static io.sidecast.conformance.TestClient.to;
import static io.sidecast.conformance.TestClient.toRoom;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cases about operations on sockets of other processes, about queries for them, and about the
 * receivers of emits to rooms. Confined to the test thread.
 */
interface OperationCases {

  /** Another process makes sockets join and leave rooms and removes all members of a room. */
  @Test
  default void socketsJoinAndLeaveFromElsewhere(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    String room = harness.unique("remote");
    TestClient asks = clients.get(0);
    clients.forEach(client -> asks.run("remote_join", at(client.sid(), room)));
    asks.run("to_room", toRoom(room, "joined"));
    clients.forEach(client -> client.awaits("msg", "joined"));
    asks.run("remote_leave", at(clients.get(1).sid(), room));
    assertThat(asks.call("count", room)).isEqualTo(Values.of(2));
    clients.get(1).run("to_room", toRoom(room, "left"));
    clients.get(2).awaits("msg", "left");
    clients.get(2).run("close_room", room);
    assertThat(clients.get(1).call("count", room)).isEqualTo(Values.of(0));
    asks.run("to_room", toRoom(room, "closed"));
    fence(clients);
    assertThat(texts(clients.get(1))).containsExactly("joined", "fence");
    assertThat(texts(clients.get(2))).containsExactly("joined", "left", "fence");
  }

  /** Another process disconnects a client, once; the client is then a member of no room. */
  @Test
  default void socketsAreDisconnectedFromElsewhere(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    String room = harness.unique("farewell");
    clients.forEach(client -> client.run("join", room));
    String sid = clients.get(2).sid();
    clients.get(0).run("remote_disconnect", Map.of("sid", sid));
    assertThat(clients.get(1).call("count", room)).isEqualTo(Values.of(2));
    assertThat(ids(clients.get(1).call("fetch", room)))
        .containsExactlyInAnyOrder(clients.get(0).sid(), clients.get(1).sid());
    clients.get(0).run("remote_disconnect", Map.of("sid", sid));
  }

  /** All nodes return the same content of a room: ids, rooms, count. */
  @Test
  default void fetchAndCountCoverEveryNode(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    String room = harness.unique("fetch");
    String other = harness.unique("other");
    clients.forEach(client -> client.run("join", room));
    clients.get(2).run("join", other);
    Set<String> all = new TreeSet<>(clients.stream().map(TestClient::sid).toList());
    for (TestClient client : clients) {
      JsonNode found = client.call("fetch", room);
      assertThat(found).as("complete").hasSize(1);
      assertThat(ids(found)).isEqualTo(all);
      assertThat(client.call("count", room)).isEqualTo(Values.of(3));
      assertThat(ids(client.call("fetch", other))).containsExactly(clients.get(2).sid());
      assertThat(client.call("fetch", "nobody is here")).isEqualTo(Values.of(List.of()));
    }
    JsonNode rooms = clients.get(0).call("fetch", other).path(0).path(0).path("rooms");
    assertThat(rooms)
        .map(JsonNode::asText)
        .containsExactlyInAnyOrder(clients.get(2).sid(), room, other);
    assertThat(ids(clients.get(0).call("fetch"))).containsAll(all);
  }

  /**
   * Each other server sends one response; a server that sends none is named when the timeout has
   * passed.
   */
  @Test
  default void serverSideEmitIsAcknowledged(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    List<String> others = clients.stream().skip(1).map(ServerHarness::idOf).toList();
    JsonNode answer = clients.get(0).call("ask_servers", Map.of("data", "hello"));
    assertThat(answer.path(0)).map(JsonNode::asText).containsExactlyInAnyOrderElementsOf(others);
    assertThat(answer.path(1)).isEmpty();
    answer = clients.get(0).call("ask_servers", Map.of("data", "silence", "timeout", 500));
    assertThat(answer.path(0)).isEmpty();
    assertThat(answer.path(1)).map(JsonNode::asText).containsExactlyInAnyOrderElementsOf(others);
  }

  /**
   * An emit to a room that is named like another client's id reaches the room's members and that
   * client, once each.
   */
  @Test
  default void roomNamedByAnotherSid(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    String sid = clients.get(1).sid();
    clients.get(2).run("join", sid);
    clients.forEach(client -> client.run("emit_sid", to(sid, "from " + client.sid())));
    for (TestClient from : clients) {
      clients.get(1).awaits("msg", "from " + from.sid());
      clients.get(2).awaits("msg", "from " + from.sid());
      assertThat(from.call("count", sid)).isEqualTo(Values.of(2));
      JsonNode answer = from.call("ask_room", toRoom(sid, "both")).path(0);
      assertThat(answer.path("answers")).isEqualTo(Values.of("both", "both"));
      assertThat(answer.path("missing_nodes")).isEmpty();
    }
    assertThat(texts(clients.get(1))).hasSize(3);
    assertThat(texts(clients.get(2))).hasSize(3);
    clients.get(2).run("leave", sid);
    clients.get(0).run("emit_sid", to(sid, "alone"));
    clients.get(1).awaits("msg", "alone");
    fence(clients);
    assertThat(texts(clients.get(2))).doesNotContain("alone");
  }

  /**
   * Emits to several rooms, in several buckets, with excepted members on other nodes, deliver one
   * copy each.
   */
  @Test
  default void severalRoomsGiveOneCopy(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    List<String> rooms = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      rooms.add(harness.unique("many"));
      for (TestClient client : clients) {
        client.run("join", rooms.get(i));
      }
    }
    String out = harness.unique("out");
    clients.get(2).run("join", out);
    TestClient emits = clients.get(0);
    emits.run("to_rooms", Map.of("rooms", rooms.subList(0, 2), "data", "two"));
    emits.run("to_rooms", Map.of("rooms", rooms, "data", "eight"));
    emits.run("to_rooms", Map.of("rooms", rooms, "except", List.of(out), "data", "not out"));
    emits.run(
        "to_rooms",
        Map.of("rooms", rooms.subList(0, 1), "except", List.of(out), "data", "one not out"));
    emits.run("to_room", toRoom(harness.unique("empty"), "nobody"));
    emits.run("to_room", toRoom(rooms.get(0), "last"));
    clients.forEach(client -> client.awaits("msg", "last"));
    fence(clients);
    assertThat(texts(clients.get(1)))
        .containsExactlyInAnyOrder("two", "eight", "not out", "one not out", "last", "fence");
    assertThat(texts(clients.get(2))).containsExactlyInAnyOrder("two", "eight", "last", "fence");
  }

  /** Rooms with any name work from every node. */
  @Test
  default void roomsOfAnyNameEverywhere(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    List<String> names =
        List.of("a b", "#", "/a/b", "👋🏽", "é", "x".repeat(10_000), "A".repeat(20));
    for (String name : names) {
      clients.get(1).run("join", name);
      clients.get(0).run("to_room", toRoom(name, name));
      clients.get(1).awaits("msg", name);
      assertThat(clients.get(2).call("count", name)).isEqualTo(Values.of(1));
      clients.get(2).run("close_room", name);
      assertThat(clients.get(0).call("count", name)).isEqualTo(Values.of(0));
    }
    assertThat(texts(clients.get(2))).isEmpty();
  }

  /**
   * The cost of an emit to a room grows with the number of nodes that have members; other nodes
   * receive nothing.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  default void emitToRoomReachesOnlyNodesWithMembers(int size, ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.cluster(size, ServerHarness.QUIET));
    String room = harness.unique("members");
    TestClient member = clients.get(size - 1);
    member.run("join", room);
    fence(clients);
    List<JsonNode> before = clients.stream().map(TestClient::stats).toList();
    for (int i = 0; i < 50; i++) {
      clients.get(0).start("to_room", toRoom(room, i));
    }
    clients.get(0).run("to_room", toRoom(room, "end"));
    member.awaits("msg", "end");
    for (int i = 0; i < size; i++) {
      JsonNode after = clients.get(i).stats();
      assertThat(count(after, "published") - count(before.get(i), "published"))
          .as("published by node %d", i)
          .isEqualTo(i == 0 ? 51 : 0);
      assertThat(count(after, "received") - count(before.get(i), "received"))
          .as("received by node %d", i)
          .isEqualTo(i == size - 1 ? 51 : 0);
    }
  }

  /**
   * Requests to a node that is killed end when the failure is detected, name the node, and leave no
   * pending request.
   */
  @Test
  default void requestsToADyingNodeEndAndNameIt(ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(3, NODE_TIMEOUT);
    List<TestClient> clients = harness.clientOfEach(nodes);
    TestClient asks = clients.get(0);
    String dead = ServerHarness.idOf(clients.get(2));
    String sid = clients.get(2).sid();
    var question = Map.of("room", harness.unique("no members"), "timeout", 60_000);
    nodes.get(2).kill();
    long start = System.nanoTime();
    List<CompletableFuture<JsonNode>> asked =
        List.of(
            asks.start("fetch", "any", 60_000),
            asks.start("count", "any", 60_000),
            asks.start("ask_servers", Map.of("data", 1, "timeout", 60_000)));
    CompletableFuture<JsonNode> acks = asks.start("ask_room", question);
    for (CompletableFuture<JsonNode> answer : asked) {
      assertThat(TestClient.get(answer, "the end of a request to the dying node").path(1))
          .isEqualTo(Values.of(dead));
    }
    assertThat(
            TestClient.get(acks, "the acknowledgements of the room").path(0).path("missing_nodes"))
        .isEqualTo(Values.of(dead));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NODE_TIMEOUT.plusSeconds(6));
    asks.run("emit_sid", to(sid, "to the dead"));
    assertThat(asks.call("count", sid)).isEqualTo(Values.of(0));
    Awaitility.await("all requests of the node to end")
        .atMost(TestClient.maxWait())
        .until(() -> asks.stats().at("/load/requests").asInt(), pending -> pending == 0);
  }

  /**
   * A request that a node has partly answered when it is killed ends with the parts that arrived.
   */
  @Test
  default void partialResponseOfADyingNodeIsKept(ServerHarness harness) {
    List<TestNode> nodes = harness.clusterWithFaultyNode(3, NODE_TIMEOUT);
    List<TestClient> clients = harness.clientOfEach(nodes);
    String dead = ServerHarness.idOf(clients.get(2));
    Set<String> ofTheDead = new TreeSet<>();
    for (int i = 0; i < 4; i++) {
      TestClient client = harness.client(nodes.get(2));
      // Two descriptions with such rooms exceed one message, so each is a message of its own.
      for (int room = 0; room < 7; room++) {
        client.run("join", harness.unique("x".repeat(15_000)));
      }
      ofTheDead.add(client.sid());
    }
    CompletableFuture<Void> begun = harness.faults().blackHoleAfter(150_000);
    CompletableFuture<JsonNode> answer = clients.get(0).start("fetch", false, 60_000);
    TestClient.get(begun, "the first part of the answer to pass");
    assertThat(answer).as("the request before its last part").isNotDone();
    long start = System.nanoTime();
    nodes.get(2).kill();
    JsonNode ended = TestClient.get(answer, "the end of the request");
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf("half an answer: ended after %.1f s%n", took.toMillis() / 1e3);
    // A requester that was itself suspended gives the other nodes another node timeout.
    assertThat(took).isLessThan(NODE_TIMEOUT.multipliedBy(3));
    assertThat(ended.path(1)).isEqualTo(Values.of(dead));
    Set<String> found = ids(ended);
    assertThat(found).contains(clients.get(0).sid(), clients.get(1).sid());
    ofTheDead.add(clients.get(2).sid());
    assertThat(found).as("of the failed node").containsAnyElementsOf(ofTheDead);
    assertThat(found.containsAll(ofTheDead)).as("all of the failed node").isFalse();
    assertThat(clients.get(0).stats().at("/load/requests").asInt()).isZero();
  }

  private static Map<String, Object> at(String sid, String room) {
    return Map.of("sid", sid, "room", room);
  }

  private static Set<String> ids(JsonNode fetched) {
    var ids = new TreeSet<String>();
    fetched.path(0).forEach(socket -> ids.add(socket.path("id").asText()));
    return ids;
  }

  private static List<String> texts(TestClient client) {
    return client.received("msg").stream().map(args -> args.path(0).asText()).toList();
  }

  /** Waits until everything that any node emitted to all clients before has arrived. */
  private static void fence(List<TestClient> clients) {
    clients.get(0).run("bcast", "fence");
    clients.forEach(client -> client.awaits("msg", "fence"));
  }
}
