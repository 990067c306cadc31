package io.sidecast.admin;

import io.sidecast.ServerLoad;
import io.sidecast.ServerStats;
import io.sidecast.SocketIoServer;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.connection.DisconnectReason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The load of this node in the form of the page. The page merges the reports of a server element by
 * element, so each namespace keeps its place, with 0 sockets after the last one. Thread-safe.
 */
final class StatsReport {

  /** The maximum number of namespaces in a report: clients may create many. */
  private static final int MAX_NAMESPACES = 1_000;

  private static final double MILLIS = 1_000;

  private final SocketIoServer server;
  private final @Nullable String serverId;
  private final String host = hostName();
  private final Set<String> namespaces = new LinkedHashSet<>();
  private ServerStats last;

  StatsReport(SocketIoServer server, AdminSettings settings) {
    this.server = server;
    this.serverId = settings.serverId();
    this.last = server.stats();
  }

  private static String hostName() {
    String variable = System.getenv("HOSTNAME");
    if (variable != null && !variable.isBlank()) {
      return variable;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Begins to count the traffic. */
  synchronized void begin() {
    last = server.stats();
  }

  /** Returns a report with the traffic since the last one. */
  synchronized Map<String, Object> next() {
    ServerStats before = last;
    last = server.stats();
    return report(traffic(before, last));
  }

  /** Returns a report without traffic. */
  synchronized Map<String, Object> current() {
    return report(List.of());
  }

  /** The name of this server on the page. Nodes with the same label have their ids behind it. */
  String serverId() {
    if (serverId != null) {
      return serverId;
    }
    List<NodeInfo> nodes = server.nodes();
    NodeInfo self = nodes.get(0);
    boolean isUnique =
        nodes.stream().filter(node -> node.label().equals(self.label())).count() == 1;
    return isUnique ? self.label() : self.label() + "#" + self.id();
  }

  private Map<String, Object> report(List<Map<String, Object>> traffic) {
    ServerLoad load = server.load();
    Instant start = server.nodes().get(0).startedAt();
    var report = new LinkedHashMap<String, Object>();
    report.put("serverId", serverId());
    report.put("hostname", host);
    report.put("pid", ProcessHandle.current().pid());
    report.put("uptime", Duration.between(start, Instant.now()).toMillis() / MILLIS);
    report.put("clientsCount", load.sessions());
    report.put("pollingClientsCount", load.sessions() - load.webSockets());
    report.put("aggregatedEvents", traffic);
    report.put("namespaces", counts());
    return report;
  }

  private List<Map<String, Object>> counts() {
    for (String name : new TreeSet<>(server.namespaces())) {
      if (namespaces.size() < MAX_NAMESPACES) {
        namespaces.add(name);
      }
    }
    return namespaces.stream()
        .map(name -> Map.<String, Object>of("name", name, "socketsCount", count(name)))
        .toList();
  }

  private int count(String namespace) {
    return server.sockets(namespace).size();
  }

  private static List<Map<String, Object>> traffic(ServerStats before, ServerStats now) {
    var traffic = new Traffic();
    traffic.add("rawConnection", "", now.connections() - before.connections());
    now.disconnects()
        .forEach(
            (reason, count) ->
                traffic.add("rawDisconnection", reason.toString(), count - past(before, reason)));
    traffic.add("packetsIn", "", now.received().messages() - before.received().messages());
    traffic.add("packetsOut", "", now.sent().messages() - before.sent().messages());
    traffic.add("bytesIn", "", now.received().bytes() - before.received().bytes());
    traffic.add("bytesOut", "", now.sent().bytes() - before.sent().bytes());
    return traffic.entries;
  }

  private static long past(ServerStats before, DisconnectReason reason) {
    return before.disconnects().getOrDefault(reason, 0L);
  }

  /** The entries of one report. Confined to one thread. */
  private static final class Traffic {
    private final List<Map<String, Object>> entries = new ArrayList<>();
    private final long time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toEpochMilli();

    void add(String type, String subType, long count) {
      if (count > 0) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("timestamp", time);
        entry.put("type", type);
        if (!subType.isEmpty()) {
          entry.put("subType", subType);
        }
        entry.put("count", count);
        entries.add(entry);
      }
    }
  }
}
