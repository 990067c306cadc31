package io.sidecast.examples.hub;

import io.sidecast.broker.BrokerConnector;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.BrokerLink;
import io.sidecast.broker.Channel;
import io.sidecast.broker.LinkListener;
import io.sidecast.broker.LinkLoop;
import io.sidecast.broker.LinkSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Any thread. Opens links to the hub, and has the one thread on which they live. */
final class HubConnector implements BrokerConnector {

  private static final int ROOM_CHANNELS = 256;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

  private final HubOptions options;
  private final LinkLoop loop = new LinkLoop("hub-broker");

  /** Loop only. */
  private @Nullable HubLink last;

  HubConnector(HubOptions options) {
    this.options = options;
  }

  @Override
  public LinkSettings settings() {
    return new LinkSettings(
        Set.of(BrokerFeature.ORDERED_ACROSS_CHANNELS, BrokerFeature.PUBLISH_CONFIRMED),
        ROOM_CHANNELS,
        "max_envelope_bytes",
        options.timeout(),
        options.timeout().dividedBy(10),
        LONGEST_PAUSE);
  }

  @Override
  public ScheduledExecutorService loop() {
    return loop;
  }

  /** For example {@code app:room:17}. */
  @Override
  public String nameOf(Channel channel) {
    return options.prefix() + ':' + channel.word(':');
  }

  @Override
  public CompletionStage<BrokerLink> open(Collection<String> names, LinkListener listener) {
    last = new HubLink(options, loop, listener);
    return last.open(names);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    loop.execute(
        () -> {
          if (last != null) {
            last.end(BrokerException.closed()).thenRun(loop::shutdown);
          }
        });
    return loop.ended();
  }
}
