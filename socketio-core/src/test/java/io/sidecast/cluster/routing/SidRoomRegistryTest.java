package io.sidecast.cluster.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.message.SidRoom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The removal of nodes that have registered rooms and are members no longer, or not yet. */
class SidRoomRegistryTest {

  private final NodeId owner = NodeId.random();
  private final NodeId member = NodeId.random();
  private final NodeId other = NodeId.random();
  private final SidRoom room = new SidRoom("/", owner.newSocketId(), owner);
  private final Set<NodeId> members = new HashSet<>(Set.of(member));
  private final SidRoomRegistry registry = new SidRoomRegistry();

  private void beat(int times) {
    for (int i = 0; i < times; i++) {
      registry.onHeartbeat(members::contains);
    }
  }

  @Test
  void nodeThatIsNoMemberAtFourHeartbeatsIsRemoved() {
    registry.register(room, member);
    registry.register(room, other);
    beat(3);
    assertThat(registry.of(room)).containsExactlyInAnyOrder(member, other);
    beat(1);
    assertThat(registry.of(room)).containsExactly(member);
    beat(10);
    assertThat(registry.of(room)).containsExactly(member);
  }

  @Test
  void countBeginsAnewWhenTheNodeWasAMemberBetween() {
    registry.register(room, other);
    beat(3);
    members.add(other);
    beat(1);
    members.remove(other);
    beat(3);
    assertThat(registry.of(room)).containsExactly(other);
    beat(1);
    assertThat(registry.isEmpty()).isTrue();
  }

  @Test
  void theRegistrationsAreBounded() {
    NodeId node = NodeId.random();
    String namespace = "/" + "n".repeat(10_000);
    int count = 0;
    while (registry.register(room(namespace, count), node)) {
      count++;
    }
    assertThat(count).isBetween(400, 420);
    assertThat(registry.size()).isEqualTo(count);
    assertThat(registry.register(room(namespace, 0), node)).as("stored before").isTrue();
    registry.unregister(room(namespace, 0), node);
    assertThat(registry.register(room(namespace, count), node)).isTrue();
    registry.nodeLeft(node);
    assertThat(registry.register(room(namespace, 0), node)).isTrue();
    assertThat(registry.size()).isOne();
  }

  private static SidRoom room(String namespace, int number) {
    return new SidRoom(namespace, "%020d".formatted(number), new NodeId("000000"));
  }
}
