package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.Traffic;
import io.sidecast.conformance.Values;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of a node with members in many buckets, over the reference broker: which rooms reach it
 * before, during and after broadcast mode. Confined to the test thread.
 */
@Timeout(120)
@Tag("slow")
class BroadcastModeTest {

  private static final int THRESHOLD = 6;
  private static final String[] ROOMS =
      IntStream.range(0, 20).mapToObj(i -> "room " + i).toArray(String[]::new);

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.DIRECT);
  private final SocketIoServer emits = cluster.server(this::reviewsOften).start();
  private final SocketIoServer idle = cluster.server(this::reviewsOften).start();
  private final SocketIoServer crowded =
      cluster.server(builder -> reviewsOften(builder).broadcastAbove(THRESHOLD)).start();
  private final TestClient member = cluster.client(crowded);
  private final Socket socket = crowded.sockets().iterator().next();

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  /**
   * The controller reviews its mode at a third of the node timeout. The timeout is short, yet long
   * enough that no node is removed on a busy machine.
   */
  private SocketIoServerBuilder reviewsOften(SocketIoServerBuilder builder) {
    return builder.nodeTimeout(Duration.ofSeconds(3));
  }

  private void awaitChannels(boolean some) {
    Awaitility.await("the crowded node to " + (some ? "subscribe" : "end its subscriptions"))
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> crowded.load().roomChannels() > 0 == some);
  }

  private List<Integer> numbers() {
    return member.received("msg").stream().map(args -> args.path(0).asInt()).toList();
  }

  @Test
  void everyRoomArrivesOnTheBroadcastChannel() {
    get(socket.join(ROOMS));
    assertThat(crowded.load().roomChannels()).isGreaterThan(THRESHOLD);
    awaitChannels(false);
    get(socket.join("one more"));
    long before = idle.clusterStats().received();
    for (int i = 0; i < ROOMS.length; i++) {
      get(emits.to(ROOMS[i]).emit("msg", i));
    }
    get(emits.to("one more").emit("msg", ROOMS.length));
    member.awaits("msg", ROOMS.length);
    assertThat(numbers()).containsExactlyElementsOf(range(ROOMS.length + 1));
    assertThat(idle.clusterStats().received() - before).isGreaterThanOrEqualTo(ROOMS.length);
    assertThat(crowded.load().roomChannels()).isZero();
  }

  @Test
  void nodeThatJoinsLaterReceivesTheDeliveryMode() {
    get(socket.join(ROOMS));
    awaitChannels(false);
    SocketIoServer late = cluster.server(this::reviewsOften).start();
    get(late.to(ROOMS[0]).emit("msg", 0));
    member.awaits("msg", 0);
    get(cluster.emitter().to(ROOMS[1]).emit("msg", 1));
    member.awaits("msg", 1);
  }

  @Test
  void nothingIsLostOnTheWayThereAndBack() {
    get(socket.join(ROOMS));
    var stream = Traffic.start(number -> emitted(number));
    awaitChannels(false);
    stream.awaitAnswered(50);
    List.of(ROOMS).subList(2, ROOMS.length).forEach(room -> get(socket.leave(room)));
    awaitChannels(true);
    Awaitility.await("the others to send to the buckets again")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(this::isNotBroadcast);
    stream.awaitAnswered(50);
    int count = stream.stop().answered();
    member.awaits("msg", count - 1);
    assertThat(numbers()).containsExactlyElementsOf(range(count));
    assertThat(stream.failed()).isZero();
  }

  private CompletableFuture<JsonNode> emitted(int number) {
    return emits
        .to(ROOMS[number % 2])
        .emit("msg", number)
        .<JsonNode>thenApply(done -> Values.of(true))
        .toCompletableFuture();
  }

  /**
   * Returns whether room messages no longer use broadcast. The idle node has no members, so it
   * receives room messages by broadcast only.
   */
  private boolean isNotBroadcast() {
    long before = idle.clusterStats().received();
    IntStream.range(0, 50).forEach(i -> get(emits.to("nobody").emit("msg", i)));
    return idle.clusterStats().received() - before < 50;
  }

  private static List<Integer> range(int end) {
    return IntStream.range(0, end).boxed().toList();
  }
}
