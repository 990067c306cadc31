package io.sidecast.conformance.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.nats.NatsBrokerProvider;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.RecordingListener;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The lines that the client of NATS writes to the log by itself. */
class NatsLogTest {

  private static final class Lines extends Handler {
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void publish(LogRecord line) {
      lines.add(line.getLevel() + " " + line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /**
   * The client is loaded by an attempt to connect to port 0, and this port has no server either.
   */
  @Test
  void openingWritesNothing() throws Exception {
    var lines = new Lines();
    Logger client = Logger.getLogger("io.nats.client");
    client.addHandler(lines);
    try {
      var uri = URI.create("nats://127.0.0.1:" + Ports.free());
      var config = new BrokerConfig(uri, "app", Duration.ofSeconds(5), Map.of());
      var opening = new NatsBrokerProvider().open(config, new RecordingListener());
      var failure = opening.broker().handle((broker, refused) -> refused).toCompletableFuture();
      assertThat(failure.get(60, TimeUnit.SECONDS)).hasMessageContaining("NATS at 127.0.0.1");
      assertThat(lines.lines).isEmpty();
    } finally {
      client.removeHandler(lines);
    }
  }
}
