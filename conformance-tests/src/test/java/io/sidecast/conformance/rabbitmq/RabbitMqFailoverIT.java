package io.sidecast.conformance.rabbitmq;

import io.sidecast.conformance.chaos.FailoverRun;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of broker-rabbitmq over a cluster of two RabbitMQ nodes. Confined to the test thread. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RabbitMqFailoverIT {

  /** Each node declares its queue again at the node of RabbitMQ that is left. */
  @Test
  void nodesMoveToTheOtherServer() {
    try (var servers = RabbitMqServers.start();
        var run = new FailoverRun("rabbitmq", Collections.nCopies(3, servers.uri()))) {
      run.fault("one of two servers killed", () -> servers.get(0).kill());
      run.fault("that server back", () -> servers.get(0).start());
      run.fault("the other server killed", () -> servers.get(1).kill());
      run.verify();
    }
  }
}
