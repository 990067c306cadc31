package io.sidecast.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The threads of servers and brokers in this JVM, and the connections to the faulty entrance of the
 * shared bus, at one moment. A server starts some of its threads when it first needs them, so a
 * test takes the census before its first server starts, and compares after its last one is closed.
 * Handler threads are not counted: idle ones end by themselves after 30 seconds. Immutable.
 *
 * @param threads ids and names
 * @param connections the number of connections
 */
record Census(Set<String> threads, int connections) {

  static Census now() {
    var threads = new TreeSet<String>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      boolean ours = name.startsWith("sidecast-") && !name.startsWith("sidecast-handler");
      if (ours || name.startsWith("memory-broker")) {
        threads.add(thread.getId() + " " + name);
      }
    }
    return new Census(threads, SharedMemoryProvider.BUS.connections());
  }

  /** Waits until every thread and connection that was opened after this census is gone. */
  void awaitNothingMore() {
    Awaitility.await("all later threads and connections to end")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              Census after = now();
              assertThat(threads).as("threads").containsAll(after.threads());
              assertThat(after.connections()).as("connections").isLessThanOrEqualTo(connections);
            });
  }
}
