package io.sidecast.conformance.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.conformance.TestClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The observation of one node process by one of its clients: what the node reports about the
 * cluster, and how soon it echoes. Thread-safe.
 */
final class NodeWatch {

  private final TestClient client;
  private final String id;
  private final IntSupplier outages;
  private final Notice notice;
  private Set<String> members = Set.of();
  private Map<String, Long> lost = Map.of();
  private Map<String, Long> lostBefore = Map.of();
  private final Set<String> absent = new HashSet<>();
  private String state = "";
  private boolean outage;
  private int outagesBefore;
  private boolean asked;
  private boolean suspended;
  private boolean ended;
  private long echoSent;
  private int echo;
  private Duration slowest = Duration.ZERO;

  /**
   * Creates an observation.
   *
   * @param client a client of the node, connected
   * @param outages returns the number of outages that the node has logged, which may be too short
   *     for its reports
   * @param notice receives each report of an outage or of the absence of a node
   */
  NodeWatch(TestClient client, IntSupplier outages, Notice notice) {
    this.client = client;
    this.outages = outages;
    this.notice = notice;
    JsonNode first = client.stats();
    this.id = first.path("node").asText();
    read(first);
  }

  /** Starts a phase, of which the reports and the slowest echo are collected. */
  synchronized void begin() {
    lostBefore = lost;
    outage = false;
    outagesBefore = outages.getAsInt();
    absent.clear();
    slowest = Duration.ZERO;
  }

  /** Requests a report and an echo, unless the node owes one. */
  void poll() {
    synchronized (this) {
      if (suspended || ended) {
        return;
      }
      if (echoSent == 0) {
        echoSent = System.nanoTime();
        int number = echo;
        client.start("echo", number).thenRun(() -> echoed(number));
      }
      if (asked) {
        return;
      }
      asked = true;
    }
    client
        .start("stats")
        .thenAccept(
            report -> {
              read(report.path(0));
              asked(false);
            });
  }

  /** Reads the report of now. */
  void refresh() {
    read(client.stats());
  }

  private synchronized void asked(boolean asked) {
    this.asked = asked;
  }

  private synchronized void echoed(int number) {
    if (number == echo) {
      slowest = slowest();
      echo++;
      echoSent = 0;
    }
  }

  private synchronized void read(JsonNode report) {
    Set<String> now = new HashSet<>();
    report.path("nodes").forEach(node -> now.add(node.path("id").asText()));
    members.stream().filter(known -> !now.contains(known)).forEach(absent::add);
    members = now;
    var counts = new HashMap<String, Long>();
    report.path("lost").properties().forEach(e -> counts.put(e.getKey(), e.getValue().asLong()));
    lost = counts;
    state = report.path("stats").path("state").asText();
    outage |= !state.equals("UP");
    if (outage || !absent.isEmpty()) {
      notice.arrived();
    }
  }

  /** Stops to expect answers, from before the process is frozen until after it. */
  synchronized void suspend(boolean suspended) {
    this.suspended = suspended;
    echo++;
    echoSent = 0;
  }

  /** Marks the end of the process. */
  synchronized void end() {
    ended = true;
  }

  /** Returns whether the process was ended. */
  synchronized boolean isEnded() {
    return ended;
  }

  /** Returns whether the node is connected and has all nodes as members. */
  synchronized boolean isCalm() {
    return ended || (state.equals("UP") && members.size() == ChaosNodes.SIZE);
  }

  /** Returns whether the node was not connected to the others at a time of this phase. */
  synchronized boolean hadOutage() {
    return outage || outages.getAsInt() > outagesBefore;
  }

  /** Returns whether the node has removed another node from its members in this phase. */
  boolean missed(NodeWatch other) {
    String otherId = other.id;
    synchronized (this) {
      return absent.contains(otherId);
    }
  }

  /** Returns how many messages of another node this one has reported as lost in this phase. */
  long lostFrom(NodeWatch other) {
    String otherId = other.id;
    synchronized (this) {
      return lost.getOrDefault(otherId, 0L) - lostBefore.getOrDefault(otherId, 0L);
    }
  }

  /** Returns the longest time of an echo of this phase, including one that has not returned. */
  synchronized Duration slowest() {
    Duration open = echoSent == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - echoSent);
    return open.compareTo(slowest) > 0 ? open : slowest;
  }

  @Override
  public synchronized String toString() {
    return "%s is %s with %d of %d members".formatted(id, state, members.size(), ChaosNodes.SIZE);
  }
}
