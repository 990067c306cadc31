package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The test thread only. What bin/demo promises, on other ports than its own. */
class DemoIT {

  @Test
  void messageReachesTheOtherServer() throws DemoFailure {
    try (var demo = demo(0, 0)) {
      demo.run();
    }
  }

  @Test
  void takenPortIsNamedWithTheRemedy() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var demo = demo(0, taken.getLocalPort())) {
      assertThatThrownBy(demo::run)
          .isInstanceOf(DemoFailure.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("--ports");
    }
  }

  @Test
  void unreachableBrokerIsAFailureWithTheWordsOfTheServer() {
    var settings = new Demo.Settings("redis://127.0.0.1:1", "127.0.0.1", List.of(0, 0), false);
    try (var demo = new Demo(settings)) {
      assertThatThrownBy(demo::run)
          .isInstanceOf(DemoFailure.class)
          .hasMessageContaining("127.0.0.1:1 cannot be reached");
    }
  }

  private static Demo demo(int first, int second) {
    return new Demo(new Demo.Settings(null, "127.0.0.1", List.of(first, second), false));
  }
}
