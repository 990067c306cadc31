package io.sidecast.admin;

import io.sidecast.junit.TestClient;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The event {@code server_stats}, as the page reads it. */
record Stats(
    String serverId,
    String hostname,
    long pid,
    double uptime,
    int clientsCount,
    int pollingClientsCount,
    List<Traffic> aggregatedEvents,
    List<Sockets> namespaces) {

  /** The traffic of one kind. */
  record Traffic(long timestamp, String type, String subType, long count) {}

  /** The sockets of one namespace. */
  record Sockets(String name, int socketsCount) {}

  Map<String, Integer> counts() {
    return namespaces.stream().collect(Collectors.toMap(Sockets::name, Sockets::socketsCount));
  }

  long traffic(String type) {
    return aggregatedEvents.stream()
        .filter(some -> some.type().equals(type))
        .mapToLong(Traffic::count)
        .sum();
  }

  /** Waits for a report; each report must come within the deadline of the client. */
  static Stats await(TestClient admin, Predicate<Stats> wanted) {
    Stats stats = admin.expect("server_stats", Stats.class);
    while (!wanted.test(stats)) {
      stats = admin.expect("server_stats", Stats.class);
    }
    return stats;
  }
}
