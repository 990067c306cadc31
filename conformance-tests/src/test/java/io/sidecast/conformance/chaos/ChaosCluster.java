package io.sidecast.conformance.chaos;

import java.util.List;

/**
 * Three nodes and their broker. The last node connects through the link that can fail. Confined to
 * the test thread.
 *
 * @param broker the broker
 * @param nodes the nodes
 */
record ChaosCluster(ChaosBroker broker, ChaosNodes nodes) implements AutoCloseable {

  /**
   * Creates a cluster whose nodes do not run yet.
   *
   * @param name the name of the broker
   * @param broker the broker
   * @param records receive each arrival and each report
   */
  static ChaosCluster of(String name, ChaosBroker broker, ChaosRecords records) {
    String direct = broker.uri().toString();
    String linked = broker.link().entrance(broker.uri()).toString();
    return new ChaosCluster(broker, new ChaosNodes(name, List.of(direct, direct, linked), records));
  }

  @Override
  public void close() {
    nodes.close();
    broker.close();
  }
}
