package io.sidecast.conformance.chaos;

import io.sidecast.conformance.ServerHarness;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Three nodes and their broker. The last node connects through the link that can fail. Confined to
 * the test thread, except {@link #guests} and {@link #watches}.
 */
final class ChaosCluster implements AutoCloseable {

  /** The number of nodes. */
  static final int SIZE = 3;

  private final ChaosBroker broker;
  private final List<ChaosSeat> seats = new ArrayList<>();

  /**
   * Creates a cluster whose nodes do not run yet.
   *
   * @param name the name of the broker
   * @param broker the broker
   * @param records receive each arrival and each report
   */
  ChaosCluster(String name, ChaosBroker broker, ChaosRecords records) {
    this.broker = broker;
    for (int i = 1; i <= SIZE; i++) {
      String uri = (i == SIZE ? broker.link().entrance(broker.uri()) : broker.uri()).toString();
      var settings = new TestNode.Cluster(uri, "chaos", ServerHarness.NODE_TIMEOUT);
      seats.add(new ChaosSeat("chaos-" + name + '-' + i, settings, records));
    }
  }

  /** Starts the nodes and returns when each has all others as members. */
  void start() {
    seats.forEach(ChaosSeat::start);
    seats.forEach(ChaosSeat::open);
    awaitCalm();
  }

  /** Returns the broker. */
  ChaosBroker broker() {
    return broker;
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
