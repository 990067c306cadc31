package io.sidecast.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import io.sidecast.operation.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoomsTest {

  private static final Executor OWN_THREAD = task -> new Thread(task).start();

  private static final Rooms.OccupancyListener UNWATCHED =
      new Rooms.OccupancyListener() {
        @Override
        public void occupied(String room) {}

        @Override
        public void vacated(String room) {}
      };

  private final Set<String> occupied = ConcurrentHashMap.newKeySet();
  private final Rooms rooms =
      new Rooms(
          new Rooms.OccupancyListener() {
            @Override
            public void occupied(String room) {
              assertThat(occupied.add(room)).as("%s was vacant", room).isTrue();
            }

            @Override
            public void vacated(String room) {
              assertThat(occupied.remove(room)).as("%s was occupied", room).isTrue();
            }
          },
          new Limits(Map.of(Limit.ROOMS_PER_SOCKET, 3L)));
  private final RoomMember alice = new RoomMember("alice");
  private final RoomMember bob = new RoomMember("bob");
  private final RoomMember carol = new RoomMember("carol");

  /** A socket without a connection: rooms do not send. */
  private record RoomMember(String id) implements LocalSocket {
    @Override
    public String namespaceName() {
      return "/";
    }

    @Override
    public void deliver(EncodedPacket packet) {
      throw new AssertionError("rooms do not send");
    }

    @Override
    public void emitWithAck(long ackId, EncodedPacket event, AckListener listener) {
      throw new AssertionError("rooms do not send");
    }

    @Override
    public void forget(long ackId) {
      throw new AssertionError("rooms do not send");
    }

    @Override
    public void disconnect(boolean close) {
      throw new AssertionError("rooms do not disconnect");
    }

    @Override
    public Payload details() {
      throw new AssertionError("rooms do not read details");
    }
  }

  RoomsTest() {
    List.of(alice, bob, carol).forEach(rooms::add);
  }

  private List<String> in(String... names) {
    return select(new Audience("/", Set.of(names), Set.of()));
  }

  private List<String> select(Audience audience) {
    var found = new ArrayList<String>();
    rooms.forEach(audience, member -> found.add(member.id()));
    found.sort(null);
    return found;
  }

  @Test
  void nobodyNamedMeansEverybody() {
    assertThat(in()).containsExactly("alice", "bob", "carol");
  }

  @Test
  void theIdOfASocketIsARoom() {
    assertThat(in("bob")).containsExactly("bob");
    assertThat(rooms.of(bob)).containsExactly("bob");
  }

  @Test
  void aMemberOfSeveralRoomsIsVisitedOnce() {
    rooms.join(alice, List.of("red", "blue"));
    rooms.join(bob, List.of("blue"));
    assertThat(in("red", "blue", "alice")).containsExactly("alice", "bob");
  }

  @Test
  void exceptLeavesOutMembersOfRoomsAndIds() {
    rooms.join(alice, List.of("red"));
    var allSockets = Audience.allSockets("/");
    assertThat(select(allSockets.except(List.of("red")))).containsExactly("bob", "carol");
    assertThat(select(allSockets.except(List.of("red", "bob")))).containsExactly("carol");
  }

  @Test
  void aSocketMayJoinARoomNamedLikeAnotherSocket() {
    rooms.join(carol, List.of("alice"));
    assertThat(in("alice")).containsExactly("alice", "carol");
    rooms.leave(carol, "alice");
    assertThat(in("alice")).containsExactly("alice");
  }

  @Test
  void removedSocketIsInNoRoomAndCannotJoinAgain() {
    rooms.join(alice, List.of("red"));
    rooms.remove(alice);
    rooms.join(alice, List.of("blue"));
    assertThat(in("red", "blue", "alice")).isEmpty();
    assertThat(rooms.of(alice)).isEmpty();
  }

  @Test
  void socketRemovedDuringAJoinIsInNoRoom() throws Exception {
    int rounds = 20_000;
    List<RoomMember> visitors =
        IntStream.range(0, rounds).mapToObj(i -> new RoomMember("visitor" + i)).toList();
    visitors.forEach(rooms::add);
    var barrier = new CyclicBarrier(2);
    var joining = CompletableFuture.runAsync(() -> each(visitors, barrier, this::join), OWN_THREAD);
    var removing =
        CompletableFuture.runAsync(() -> each(visitors, barrier, rooms::remove), OWN_THREAD);
    CompletableFuture.allOf(joining, removing).get(60, TimeUnit.SECONDS);
    assertThat(in()).containsExactly("alice", "bob", "carol");
    assertThat(in("red", "blue")).isEmpty();
    assertThat(occupied).isEmpty();
  }

  @Test
  void eachFurtherHundredCharactersOfANameCountOnceMore() {
    String single = "a".repeat(100);
    String twice = "b".repeat(101);
    rooms.join(alice, List.of(single, twice));
    rooms.join(alice, List.of(single, twice, "alice"));
    assertThatThrownBy(() -> rooms.join(alice, List.of("c")))
        .isInstanceOf(RoomLimitException.class);
    rooms.leave(alice, twice);
    rooms.leave(alice, twice);
    assertThatThrownBy(() -> rooms.join(alice, List.of("c".repeat(201))))
        .isInstanceOf(RoomLimitException.class);
    rooms.join(alice, List.of("c".repeat(200)));
    rooms.remove(alice);
    rooms.add(alice);
    rooms.join(alice, List.of("c".repeat(300)));
    assertThat(occupied).containsExactly("c".repeat(300));
  }

  @Test
  void reservedRoomsCountTheSame() {
    var early = new RoomMember("early");
    rooms.reserve(early, List.of("b".repeat(101)));
    assertThatThrownBy(() -> rooms.reserve(early, List.of("c".repeat(101))))
        .isInstanceOf(RoomLimitException.class);
    rooms.add(early);
    rooms.join(early, List.of("c"));
    assertThatThrownBy(() -> rooms.join(early, List.of("d")))
        .isInstanceOf(RoomLimitException.class);
  }

  @Test
  void theFirstMemberOccupiesARoomAndTheLastVacatesIt() {
    rooms.join(alice, List.of("red", "blue", "alice"));
    rooms.join(bob, List.of("red", "alice"));
    assertThat(occupied).containsExactlyInAnyOrder("red", "blue", "alice");
    rooms.leave(alice, "red");
    rooms.leave(alice, "red");
    assertThat(occupied).contains("red");
    rooms.remove(bob);
    assertThat(occupied).containsExactly("blue");
    assertThat(rooms.size()).isEqualTo(1);
  }

  @Test
  void aRoomKeepsItsMembersWhileItHasOneAndSeveral() {
    rooms.join(alice, List.of("red"));
    assertThat(in("red")).containsExactly("alice");
    rooms.join(bob, List.of("red"));
    assertThat(in("red")).containsExactly("alice", "bob");
    rooms.leave(alice, "red");
    assertThat(in("red")).containsExactly("bob");
    rooms.join(carol, List.of("red"));
    rooms.join(alice, List.of("red"));
    assertThat(in("red")).containsExactly("alice", "bob", "carol");
  }

  @Test
  void aRoomOfOneMemberIsSmall() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var many = new Rooms(UNWATCHED, new Limits(Map.of(Limit.ROOMS_PER_SOCKET, 20_000L)));
    many.add(alice);
    List<List<String>> names =
        IntStream.range(0, 10_000).mapToObj(i -> List.of("room" + i)).toList();
    many.join(alice, List.of("warm-up"));
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    names.forEach(name -> many.join(alice, name));
    long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(bytes / names.size()).isLessThan(300);
  }

  private void join(RoomMember socket) {
    rooms.join(socket, List.of("red", "blue"));
    rooms.leave(socket, "red");
  }

  private static void each(
      List<RoomMember> visitors, CyclicBarrier barrier, Consumer<RoomMember> action) {
    try {
      for (int i = 0; i < visitors.size(); i++) {
        if (i % 100 == 0) {
          barrier.await();
        }
        action.accept(visitors.get(i));
      }
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
