package io.sidecast.benchmarks.raw;

import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The NATS client: a subject and a dispatcher. Thread-safe. */
final class RawNats implements RawClient {

  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private final Connection connection;

  RawNats(String uri) throws IOException, InterruptedException {
    this.connection = Nats.connect(uri);
  }

  @Override
  public void subscribe(String channel, Consumer<byte[]> arrived)
      throws TimeoutException, InterruptedException {
    connection.createDispatcher(message -> arrived.accept(message.getData())).subscribe(channel);
    connection.flush(MAX_WAIT);
  }

  @Override
  public void publish(String channel, byte[] message) {
    connection.publish(channel, message);
  }
}
