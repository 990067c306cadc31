package io.sidecast.examples.hub;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.Channel;
import io.sidecast.broker.connection.BrokerConnectionFactory;
import io.sidecast.broker.connection.ConnectionOpening;
import io.sidecast.broker.connection.ConnectionSettings;
import io.sidecast.broker.connection.SingleThreadLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to the hub, and owns the loop that confines them. Thread-safe, except {@link
 * #open}, which is called on the loop.
 */
final class HubConnectionFactory implements BrokerConnectionFactory {

  private static final int ROOM_CHANNELS = 256;
  private static final Duration MAX_BACK_OFF = Duration.ofMillis(250);

  private final HubOptions options;
  private final SingleThreadLoop loop = new SingleThreadLoop("hub-broker");

  /** The last connection, null before the first one; confined to the loop. */
  private @Nullable HubConnection last;

  HubConnectionFactory(HubOptions options) {
    this.options = options;
  }

  @Override
  public ConnectionSettings settings() {
    return new ConnectionSettings(
        Set.of(BrokerFeature.ORDERED_ACROSS_CHANNELS, BrokerFeature.PUBLISH_CONFIRMED),
        ROOM_CHANNELS,
        "max_envelope_bytes",
        options.timeout(),
        options.timeout().dividedBy(10),
        MAX_BACK_OFF);
  }

  @Override
  public ScheduledExecutorService loop() {
    return loop;
  }

  /** Returns the hub's channel, for example {@code app:room:17}. */
  @Override
  public String nameOf(Channel channel) {
    return options.prefix() + ':' + channel.word(':');
  }

  @Override
  public void open(ConnectionOpening opening) {
    var connection = new HubConnection(options, loop, opening.listener());
    last = connection;
    opening.onFailure(connection::close);
    opening.settle(connection.open(opening.names()));
  }

  @Override
  public BrokerException exceptionOf(Throwable failure) {
    BrokerException known = BrokerException.of(failure);
    Throwable cause = known.getCause() == null ? known : known.getCause();
    if (cause instanceof TimeoutException) {
      return BrokerException.timeout(options.server(), options.timeout(), cause);
    }
    return cause instanceof IOException
        ? BrokerException.unreachable(options.server(), cause)
        : known;
  }

  @Override
  public CompletionStage<Void> shutdown() {
    loop.execute(
        () -> {
          if (last == null) {
            loop.shutdown();
          } else {
            last.close().thenRun(loop::shutdown);
          }
        });
    return loop.ended();
  }
}
