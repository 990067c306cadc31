package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.NodeInfo;
import org.junit.jupiter.api.Test;

/** The name of a node that has no label. */
class DefaultLabelTest {

  @Test
  void nodeWithoutAFixedPortHasTheIdOfItsProcess() {
    assertThat(label(SocketIoServer.builder().port(0)))
        .endsWith("#" + ProcessHandle.current().pid());
  }

  @Test
  void labelIsKeptWithoutAFixedPort() {
    assertThat(label(SocketIoServer.builder().port(0).nodeLabel("orders-1"))).isEqualTo("orders-1");
  }

  private static String label(SocketIoServerBuilder builder) {
    try (SocketIoServer server = builder.host("127.0.0.1").broker("none").build()) {
      server.start();
      return server.nodes().stream().map(NodeInfo::label).findFirst().orElseThrow();
    }
  }
}
