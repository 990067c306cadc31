package io.sidecast.conformance.chaos;

import io.sidecast.conformance.ServerHarness;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Three nodes of one cluster, with their clients. Confined to the test thread, except {@link
 * #guests} and {@link #watches}.
 */
final class ChaosNodes implements AutoCloseable {

  /** The number of nodes. */
  static final int SIZE = 3;

  private final List<ChaosSeat> seats = new ArrayList<>();

  /**
   * Creates a cluster whose nodes do not run yet.
   *
   * @param name the first part of the names of the nodes
   * @param uris the address of the broker for each of the three nodes
   * @param records receive each arrival and each report
   */
  ChaosNodes(String name, List<String> uris, ChaosRecords records) {
    for (String uri : uris) {
      var settings = new TestNode.Cluster(uri, "chaos", ServerHarness.NODE_TIMEOUT);
      String node = "chaos-" + name + '-' + (seats.size() + 1);
      seats.add(new ChaosSeat(node, settings, records));
    }
  }

  /** Starts the nodes and returns when each has all others as members. */
  void start() {
    seats.forEach(ChaosSeat::start);
    seats.forEach(ChaosSeat::open);
    awaitCalm();
  }

  /** Returns the place of a node. */
  ChaosSeat seat(int index) {
    return seats.get(index);
  }

  /** Returns the clients that are connected now. */
  List<ChaosGuest> guests() {
    return seats.stream().flatMap(seat -> seat.guests().stream()).toList();
  }

  /** Returns the observations of the nodes that run now. */
  List<NodeWatch> watches() {
    return seats.stream().flatMap(seat -> seat.watch().stream()).toList();
  }

  /** Waits until each node is connected and has all others as members. */
  void awaitCalm() {
    Awaitility.await("each node to have all others as members")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .untilAsserted(this::assertCalm);
  }

  private void assertCalm() {
    for (NodeWatch watch : watches()) {
      watch.refresh();
      if (!watch.isCalm()) {
        throw new AssertionError(watch.toString());
      }
    }
  }

  @Override
  public void close() {
    seats.forEach(ChaosSeat::close);
  }
}
