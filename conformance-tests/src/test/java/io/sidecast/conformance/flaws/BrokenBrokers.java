package io.sidecast.conformance.flaws;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Brokers with one fault each in how they connect or deliver messages. Thread-safe. */
final class BrokenBrokers {

  private BrokenBrokers() {}

  /** A correct broker that declares no optional feature. */
  static final class DeclaresNothing extends FlawedBroker {
    @Override
    public BrokerFeatures features() {
      return new BrokerFeatures(
          Set.of(), super.features().maxEnvelopeBytes(), 1, super.features().answerTimeout());
    }

    @Override
    public Optional<ReplayLog> replayLog() {
      return Optional.empty();
    }
  }

  static final class ConfirmsSubscribeEarly extends FlawedBroker {
    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
      later(2, () -> super.subscribe(channel));
      return CompletableFuture.completedFuture(null);
    }
  }

  static final class IgnoresUnsubscribe extends FlawedBroker {
    @Override
    public CompletionStage<Void> unsubscribe(Channel channel) {
      return CompletableFuture.completedFuture(null);
    }
  }

  static final class CountsSubscriptions extends FlawedBroker {
    private final Map<Channel, Integer> counts = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
      counts.merge(channel, 1, Integer::sum);
      return super.subscribe(channel);
    }

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      for (int i = 0; i < counts.getOrDefault(channel, 1); i++) {
        super.onMessage(channel, envelope, position);
      }
    }
  }

  static final class DropsOnePercent extends FlawedBroker {
    private int count;

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (++count % 100 != 0) {
        super.onMessage(channel, envelope, position);
      }
    }
  }

  static final class DropsBeyondAQueue extends FlawedBroker {
    private static final int CAPACITY = 1_000;
    private final AtomicInteger queued = new AtomicInteger();

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (queued.incrementAndGet() > CAPACITY) {
        queued.decrementAndGet();
        return;
      }
      later(
          0,
          () -> {
            queued.decrementAndGet();
            super.onMessage(channel, envelope, position);
          });
    }
  }

  static final class Duplicates extends FlawedBroker {
    private int count;

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      super.onMessage(channel, envelope, position);
      if (++count % 100 == 0) {
        super.onMessage(channel, envelope, position);
      }
    }
  }

  static final class SwapsTwo extends FlawedBroker {
    private final List<Runnable> held = new ArrayList<>();
    private int count;

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (++count % 100 == 50) {
        held.add(() -> super.onMessage(channel, envelope, position));
        return;
      }
      super.onMessage(channel, envelope, position);
      held.forEach(Runnable::run);
      held.clear();
    }
  }

  static final class DelaysNodeMessages extends FlawedBroker {
    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (channel.kind() == Channel.Kind.NODE) {
        later(1, () -> super.onMessage(channel, envelope, position));
      } else {
        super.onMessage(channel, envelope, position);
      }
    }
  }

  static final class BroadcastsNodeMessages extends FlawedBroker {
    private static final List<FlawedBroker> ALL = new CopyOnWriteArrayList<>();

    BroadcastsNodeMessages() {
      ALL.add(this);
    }

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      super.onMessage(channel, envelope, position);
      if (channel.kind() == Channel.Kind.NODE) {
        ALL.stream()
            .filter(other -> other != this)
            .forEach(other -> other.outer().onMessage(channel, envelope, position));
      }
    }

    @Override
    public CompletionStage<Void> close() {
      ALL.remove(this);
      return super.close();
    }
  }

  static final class HasNoEcho extends FlawedBroker {
    private final Set<Integer> mine = ConcurrentHashMap.newKeySet();

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      mine.add(Arrays.hashCode(envelope));
      return super.publish(channel, envelope);
    }

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (!mine.contains(Arrays.hashCode(envelope))) {
        super.onMessage(channel, envelope, position);
      }
    }
  }

  static final class EndsAtZero extends FlawedBroker {
    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      int end = 0;
      while (end < envelope.length && envelope[end] != 0) {
        end++;
      }
      super.onMessage(channel, Arrays.copyOf(envelope, end), position);
    }
  }

  static final class TruncatesLarge extends FlawedBroker {
    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      int length = Math.min(envelope.length, 64 * 1024);
      super.onMessage(channel, Arrays.copyOf(envelope, length), position);
    }
  }

  static final class TakesAnySize extends FlawedBroker {
    @Override
    CompletionStage<Broker> open(BrokerProvider good, BrokerConfig config) {
      var properties = Map.of("max_envelope_bytes", "1000000");
      return super.open(
          good, new BrokerConfig(config.uri(), config.prefix(), config.timeout(), properties));
    }

    @Override
    public BrokerFeatures features() {
      return new BrokerFeatures(
          super.features().flags(), 100_000, 1, super.features().answerTimeout());
    }
  }

  /** Uses other channel names than requested, which are less distinct. */
  static final class Renames extends FlawedBroker {
    private final UnaryOperator<String> rename;

    Renames(UnaryOperator<String> rename) {
      this.rename = rename;
    }

    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
      return super.subscribe(renamed(channel));
    }

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      return super.publish(renamed(channel), envelope);
    }

    private Channel renamed(Channel channel) {
      return new Channel(channel.kind(), rename.apply(channel.name()));
    }
  }

  /** Uses another prefix than requested, which is less distinct. */
  static final class ChangesPrefix extends FlawedBroker {
    private final UnaryOperator<String> change;

    ChangesPrefix(UnaryOperator<String> change) {
      this.change = change;
    }

    @Override
    CompletionStage<Broker> open(BrokerProvider good, BrokerConfig config) {
      String prefix = change.apply(config.prefix());
      return super.open(
          good, new BrokerConfig(config.uri(), prefix, config.timeout(), config.properties()));
    }
  }

  static final class SwallowsSettings extends FlawedBroker {
    @Override
    CompletionStage<Broker> open(BrokerProvider good, BrokerConfig config) {
      return super.open(
          good, new BrokerConfig(config.uri(), config.prefix(), config.timeout(), Map.of()));
    }
  }

  static final class AcceptsAnyLogin extends FlawedBroker {
    @Override
    CompletionStage<Broker> open(BrokerProvider good, BrokerConfig config) {
      String uri = config.uri().toString().replaceFirst("//.*@", "//");
      return super.open(
          good,
          new BrokerConfig(
              URI.create(uri), config.prefix(), config.timeout(), config.properties()));
    }
  }

  /** Reports a refused login in another way. */
  static final class ReportsRefusals extends FlawedBroker {
    private final Kind kind;
    private final String message;

    /** Creates a broker whose message has the URI in place of {@code %s}. */
    ReportsRefusals(Kind kind, String message) {
      this.kind = kind;
      this.message = message;
    }

    @Override
    CompletionStage<Broker> open(BrokerProvider good, BrokerConfig config) {
      return unless(
          super.open(good, config),
          Kind.REFUSED,
          (stage, failure) ->
              stage.completeExceptionally(
                  new BrokerException(kind, message.formatted(config.uri()))));
    }
  }

  static final class HangsOnOpen extends FlawedBroker {
    @Override
    CompletionStage<Broker> open(BrokerProvider good, BrokerConfig config) {
      CompletionStage<Broker> opened = super.open(good, config);
      var shown = new CompletableFuture<Broker>();
      opened.thenAccept(shown::complete);
      return shown;
    }
  }

  static final class LeaksOnFailedOpen extends FlawedBroker {
    @Override
    CompletionStage<Broker> open(BrokerProvider good, BrokerConfig config) {
      CompletionStage<Broker> opened = super.open(good, config);
      opened.whenComplete(
          (broker, failure) -> {
            if (failure != null) {
              var forgotten = new CompletableFuture<Void>();
              new Thread(forgotten::join, "forgotten").start();
              later(1_000, () -> forgotten.complete(null));
            }
          });
      return opened;
    }
  }

  static final class StopsAfterErrors extends FlawedBroker {
    private volatile boolean dead;

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (!dead) {
        dead = true;
        super.onMessage(channel, envelope, position);
        dead = false;
      }
    }
  }

  static final class IgnoresReopen extends FlawedBroker {
    @Override
    public void reopen(String reason) {}
  }

  static final class IgnoresClose extends FlawedBroker {
    @Override
    public CompletionStage<Void> close() {
      later(700, super::close);
      return CompletableFuture.completedFuture(null);
    }
  }

  static final class ReportsClosedTwice extends FlawedBroker {
    @Override
    public void onState(BrokerState state, String reason) {
      super.onState(state, reason);
      if (state == BrokerState.CLOSED) {
        super.onState(state, reason);
      }
    }
  }

  static final class DropsPendingOnClose extends FlawedBroker {
    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      return unless(super.publish(channel, envelope), Kind.CLOSED, (stage, failure) -> {});
    }
  }

  static final class ReconnectsAfterClose extends FlawedBroker {
    @Override
    public CompletionStage<Void> close() {
      if (isDown()) {
        later(700, super::close);
        return CompletableFuture.completedFuture(null);
      }
      return super.close();
    }
  }
}
