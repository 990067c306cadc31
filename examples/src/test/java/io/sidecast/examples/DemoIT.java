package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.examples.brokers.BrokerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of bin/demo on free ports. Confined to the test thread. */
class DemoIT {

  @ParameterizedTest
  @EnumSource
  void messageReachesTheOtherServer(BrokerKind kind) throws DemoFailure {
    try (var demo = demo(kind, 0, 0)) {
      demo.run();
    }
  }

  @Test
  void takenPortIsNamedWithTheRemedy() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var demo = demo(BrokerKind.REDIS, 0, taken.getLocalPort())) {
      assertThatThrownBy(demo::run)
          .isInstanceOf(DemoFailure.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("--ports");
    }
  }

  @Test
  void aPortThatDoesNotExistIsNamedWithTheRemedy() {
    try (var demo = demo(BrokerKind.REDIS, 0, 70_000)) {
      assertThatThrownBy(demo::run)
          .isInstanceOf(DemoFailure.class)
          .hasMessageContaining("port 70000")
          .hasMessageContaining("--ports");
    }
  }

  @Test
  void unreachableBrokerIsAFailureWithTheWordsOfTheServer() {
    String broker = "redis://127.0.0.1:1";
    try (var demo = new Demo(settings(broker, BrokerKind.REDIS, List.of(0, 0)))) {
      assertThatThrownBy(demo::run)
          .isInstanceOf(DemoFailure.class)
          .hasMessageContaining("127.0.0.1:1 cannot be reached");
    }
  }

  private static Demo demo(BrokerKind kind, int first, int second) {
    return new Demo(settings(null, kind, List.of(first, second)));
  }

  private static Demo.Settings settings(String broker, BrokerKind kind, List<Integer> ports) {
    return new Demo.Settings(broker, kind, "127.0.0.1", ports, false);
  }
}
