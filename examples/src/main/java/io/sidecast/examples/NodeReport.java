package io.sidecast.examples;

import io.sidecast.ServerLoad;
import io.sidecast.ServerStats;
import io.sidecast.SocketIoServer;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.NodeInfo;
import java.util.List;
import java.util.Map;

/**
 * The report of a reference node about itself.
 *
 * @param node its id
 * @param label its host and port
 * @param pid the id of its process
 * @param nodes all live members of its cluster, itself first
 * @param stats the counters of its messages to and from the broker
 * @param load the resources that it holds
 * @param rejected the clients and events that it has rejected
 * @param lost the number of messages lost from each other node, by the node's id
 */
record NodeReport(
    String node,
    String label,
    long pid,
    List<Peer> nodes,
    ClusterStats stats,
    ServerLoad load,
    ServerStats rejected,
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
        io.stats(),
        Map.copyOf(lost));
  }
}
