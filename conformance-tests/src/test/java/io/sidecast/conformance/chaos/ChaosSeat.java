package io.sidecast.conformance.chaos;

import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.TestNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place of one node of the cluster, with its clients. A killed node is replaced by another
 * process with other clients. Confined to the test thread, except {@link #guests} and {@link
 * #watch}.
 */
final class ChaosSeat implements AutoCloseable {

  /** The parser that the JavaScript client uses by itself. */
  private static final String PARSER = "socket.io-parser";

  /** The line that a node logs at the begin of an outage. */
  private static final String OUTAGE = "broker down:";

  /** A start fails if a busy machine lets the broker answer after its timeout. */
  private static final int MOST_FAILED_STARTS = 9;

  private final String name;
  private final TestNode.Cluster cluster;
  private final ChaosRecords records;
  private int starts;
  private @Nullable TestNode node;
  private volatile List<ChaosGuest> guests = List.of();

  /**
   * Creates a place without a node.
   *
   * @param name the name of its nodes, to which their number is added
   * @param cluster the settings of its nodes
   * @param records receive each arrival and each report
   */
  ChaosSeat(String name, TestNode.Cluster cluster, ChaosRecords records) {
    this.name = name;
    this.cluster = cluster;
    this.records = records;
  }

  /** Starts a node, without waiting. */
  void start() {
    starts++;
    node = new TestNode(name + '.' + starts, cluster);
  }

  /** Waits until the node is ready and connects one Java client and one JavaScript client to it. */
  void open() {
    String url = url();
    TestClient java = TestClient.connect(url, "websocket");
    TestClient script = TestClient.connectJavaScript(url, "polling,websocket", PARSER);
    TestNode started = running();
    var watch = new NodeWatch(java, () -> started.logLines(OUTAGE).size(), records.notice());
    String node = name + '.' + starts;
    guests =
        List.of(
            arrived(new ChaosGuest(node + ".java", java, watch)),
            arrived(new ChaosGuest(node + ".js", script, watch)));
  }

  /** Returns the address of the node. A node that does not start is started again. */
  private String url() {
    for (int failures = 0; ; failures++) {
      try {
        return running().url();
      } catch (AssertionError failed) {
        if (failures == MOST_FAILED_STARTS) {
          throw failed;
        }
        System.out.println("chaos: " + failed.getMessage());
        running().close();
        start();
      }
    }
  }

  private ChaosGuest arrived(ChaosGuest guest) {
    guest.client().onEvent((event, args) -> records.ledger().arrived(guest, args.path(0).asText()));
    guest.client().sid();
    guest.join();
    return guest;
  }

  /** Returns the clients that are connected. */
  List<ChaosGuest> guests() {
    return guests;
  }

  /** Returns the observations of the node: one, or none while it is gone. */
  List<NodeWatch> watch() {
    return guests.stream().map(ChaosGuest::watch).distinct().toList();
  }

  /** Kills the process, whose clients end with it. */
  void kill() {
    List<ChaosGuest> gone = guests;
    guests = List.of();
    gone.forEach(guest -> guest.watch().end());
    running().kill();
    gone.forEach(guest -> guest.client().close());
    running().close();
  }

  /** Pauses the process. */
  void freeze() {
    watch().forEach(watch -> watch.suspend(true));
    running().pause();
  }

  /** Ends a pause. */
  void thaw() {
    running().resume();
    watch().forEach(watch -> watch.suspend(false));
  }

  private TestNode running() {
    if (node == null) {
      throw new IllegalStateException(name + " has no node");
    }
    return node;
  }

  @Override
  public void close() {
    guests.forEach(guest -> guest.client().close());
    if (node != null) {
      node.close();
    }
  }
}
