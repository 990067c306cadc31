package io.sidecast.conformance;

import static io.sidecast.conformance.TestClient.toRoom;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The test thread only. Input and load that strain a cluster, and harm nobody. */
interface RobustnessCases {

  /** How long a request waits where the answer has to come much earlier, in milliseconds. */
  int LONG = 600_000;

  /** JavaScript cuts strings anywhere: half a surrogate pair is part of a name like any other. */
  @Test
  default void halfASurrogatePairInNames(ServerBench bench) {
    List<TestClient> clients = bench.nodes().stream().map(bench::plainClient).toList();
    TestClient emits = clients.get(0);
    TestClient member = clients.get(1);
    String room = bench.unique("cut \ud83d") + "\ud83d";
    String other = bench.unique("cut \ud83d") + "\ude00";
    member.run("join", room);
    emits.run("to_room", toRoom(room, "to the room"));
    emits.run("to_room", toRoom(other, "to another room"));
    emits.run("remote_join", Map.of("sid", clients.get(2).sid(), "room", other));
    emits.run(
        "to_rooms",
        Map.of("rooms", List.of(room, other), "except", List.of(room), "data", "except"));
    emits.run("to_room", toRoom(room, "fence"));
    member.awaits("msg", "to the room");
    member.awaits("msg", "fence");
    clients.get(2).awaits("msg", "except");
    assertThat(member.received("msg")).hasSize(2);
    JsonNode found = emits.call("fetch", room, LONG);
    assertThat(found.path(0).path(0).path("id").textValue()).isEqualTo(member.sid());
    assertThat(found.path(0).path(0).path("rooms")).contains(Values.of(room).get(0));
    assertThat(emits.call("rooms", NullNode.instance, LONG).path(0))
        .contains(Values.of(room).get(0));
    emits.run("remote_leave", Map.of("sid", clients.get(2).sid(), "room", other));
    assertThat(emits.call("count", other, LONG).path(0).asInt()).isZero();
  }

  /** An answer that the broker does not take is told to the node that waits for it, at once. */
  @Test
  default void answerThatIsTooLargeIsToldAtOnce(ServerBench bench) {
    List<TestNode> nodes = bench.cluster(2, ServerBench.QUIET);
    TestClient asks = bench.client(nodes.get(0));
    TestClient large = bench.client(nodes.get(1), "websocket");
    String id = ServerBench.idOf(large);
    for (int i = 0; i < 6; i++) {
      large.run("join", i + "x".repeat(900_000));
    }
    JsonNode found = asks.call("fetch", NullNode.instance, LONG);
    boolean isTooLarge = found.has(1);
    assertThat(found.path(0).toString()).contains(asks.sid());
    assertThat(found.toString()).contains(isTooLarge ? "[\"" + id + "\"]" : large.sid());
    assertThat(asks.call("count", NullNode.instance, LONG))
        .as("a count without missing nodes")
        .hasSize(1);
    asks.run("bcast", "fence");
    large.awaits("msg", "fence");
  }
}
