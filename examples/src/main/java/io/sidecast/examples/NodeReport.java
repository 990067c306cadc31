package io.sidecast.examples;

import io.sidecast.ServerLoad;
import io.sidecast.SocketIoServer;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.NodeInfo;
import java.util.List;
import java.util.Map;

/**
 * What a reference node tells about itself.
 *
 * @param node its id
 * @param label host and port
 * @param pid its process
 * @param nodes all live nodes that it knows, itself first
 * @param stats what has passed between it and the broker
 * @param load how much it holds
 * @param lost how many messages of each other node did not arrive, by its id
 */
record NodeReport(
    String node,
    String label,
    long pid,
    List<Peer> nodes,
    ClusterStats stats,
    ServerLoad load,
    Map<String, Long> lost) {

  /** A live node. */
  record Peer(String id, String label) {}

  static NodeReport of(SocketIoServer io, Map<String, Long> lost) {
    List<NodeInfo> nodes = io.nodes();
    NodeInfo self = nodes.get(0);
    return new NodeReport(
        self.id().text(),
        self.label(),
        ProcessHandle.current().pid(),
        nodes.stream().map(node -> new Peer(node.id().text(), node.label())).toList(),
        io.clusterStats(),
        io.load(),
        Map.copyOf(lost));
  }
}
