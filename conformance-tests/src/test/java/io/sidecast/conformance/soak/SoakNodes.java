package io.sidecast.conformance.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.TestNode;
import io.sidecast.conformance.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * The servers of a soak, each a process with a client that watches it. Some stay for the whole run,
 * and one is replaced repeatedly. Confined to the test thread.
 */
final class SoakNodes implements AutoCloseable {

  private static final int STAY = 2;

  /** The resources of a node whose only client is the watching one. */
  private static final Map<String, Integer> EMPTY =
      Map.of(
          "sessions", 1,
          "webSockets", 1,
          "sockets", 1,
          "rooms", 0,
          "pendingAcks", 0,
          "requests", 0,
          "incomingRequests", 0,
          "roomChannels", 0,
          "sidRooms", 0,
          "namespaces", 3);

  private final TestNode.Cluster cluster;
  private final List<WatchedNode> watched = new ArrayList<>();
  private int started;

  private record WatchedNode(TestNode node, TestClient watch) {

    static WatchedNode of(TestNode node) {
      return new WatchedNode(node, TestClient.connect(node.url(), "websocket"));
    }

    JsonNode load() {
      return watch.stats().path("load");
    }

    LiveHeap heap() {
      return LiveHeap.of(watch.stats().path("pid").asLong());
    }

    void close() {
      watch.close();
      node.close();
    }
  }

  SoakNodes(TestNode.Cluster cluster) {
    this.cluster = cluster;
    List<TestNode> first = IntStream.rangeClosed(0, STAY).mapToObj(any -> process()).toList();
    first.forEach(node -> watched.add(WatchedNode.of(node)));
    awaitAcquaintance();
  }

  List<TestNode> all() {
    return watched.stream().map(WatchedNode::node).toList();
  }

  /** Returns the id of a socket that stays as long as its node, as the name of a room. */
  String landmark(SplittableRandom random) {
    return watched.get(random.nextInt(watched.size())).watch().sid();
  }

  TestNode mortal() {
    return watched.get(STAY).node();
  }

  /** Starts a node in place of the one that was terminated or killed. */
  void replaceMortal() {
    WatchedNode dead = watched.remove(STAY);
    TestNode next = process();
    dead.close();
    watched.add(WatchedNode.of(next));
  }

  /** Returns whether each node has exactly the live nodes as members. */
  boolean areAcquainted() {
    return watched.stream()
        .allMatch(seat -> seat.watch().call("nodes").path(0).size() == watched.size());
  }

  void awaitAcquaintance() {
    Awaitility.await("each node to have all others as members")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(this::areAcquainted);
  }

  /** Waits until all tables of all nodes are empty. */
  void awaitEmpty() {
    for (WatchedNode seat : watched) {
      Awaitility.await(seat.node() + " to release all resources")
          .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
          .untilAsserted(() -> assertEmpty(seat));
    }
  }

  private static void assertEmpty(WatchedNode seat) {
    JsonNode load = seat.load();
    if (!load.equals(Values.of(EMPTY).get(0))) {
      throw new AssertionError(seat.node() + " still holds " + load);
    }
  }

  /** Returns the live heaps of the nodes that stay, in order. */
  List<LiveHeap> heaps() {
    return watched.subList(0, STAY).stream().map(WatchedNode::heap).toList();
  }

  @Override
  public void close() {
    watched.forEach(WatchedNode::close);
  }

  private TestNode process() {
    return new TestNode("soak-" + ++started, cluster);
  }
}
