package io.sidecast.conformance.flaws;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.conformance.RecordingListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Brokers with one flaw each that shows when their connection is lost or silent. Thread-safe. */
final class BrokenOutages {

  private BrokenOutages() {}

  static final class RestoresEarly extends FlawedBroker {
    @Override
    public void onState(BrokerState state, String reason) {
      if (state != BrokerState.RESTORED) {
        super.onState(state, reason);
      }
      if (state == BrokerState.DOWN) {
        super.onState(BrokerState.RESTORED, "reported too early");
      }
    }
  }

  static final class QueuesWhileDown extends FlawedBroker {
    private final List<Runnable> queue = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      return unless(
          super.publish(channel, envelope),
          Kind.UNAVAILABLE,
          (stage, failure) -> {
            queue.add(() -> super.publish(channel, envelope));
            stage.completeExceptionally(failure);
          });
    }

    @Override
    public void onState(BrokerState state, String reason) {
      if (state == BrokerState.RESTORED) {
        queue.forEach(Runnable::run);
        queue.clear();
      }
      super.onState(state, reason);
    }
  }

  static final class ReplaysWhatWasInFlight extends FlawedBroker {
    private final List<Runnable> inFlight = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      boolean connected = !isDown();
      return unless(
          super.publish(channel, envelope),
          Kind.UNAVAILABLE,
          (stage, failure) -> {
            if (connected) {
              inFlight.add(() -> super.publish(channel, envelope));
            }
            stage.completeExceptionally(failure);
          });
    }

    @Override
    public void onState(BrokerState state, String reason) {
      if (state == BrokerState.RESTORED) {
        inFlight.forEach(Runnable::run);
        inFlight.clear();
      }
      super.onState(state, reason);
    }
  }

  static final class ConfirmsPublishEarly extends FlawedBroker {
    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      super.publish(channel, envelope);
      return CompletableFuture.completedFuture(Position.NONE);
    }
  }

  static final class HidesSilence extends FlawedBroker {
    private boolean hiding;

    @Override
    public void onState(BrokerState state, String reason) {
      hiding = state == BrokerState.DOWN ? reason.contains("no answer") : hiding;
      if (!hiding || state == BrokerState.CLOSED) {
        super.onState(state, reason);
      }
    }
  }

  static final class FailsSlowly extends FlawedBroker {
    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      return unless(
          super.publish(channel, envelope),
          Kind.UNAVAILABLE,
          (stage, failure) -> later(600, () -> stage.completeExceptionally(failure)));
    }
  }

  static final class HasNoDeadline extends FlawedBroker {
    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      return unless(super.publish(channel, envelope), Kind.TIMEOUT, (stage, failure) -> {});
    }
  }

  /** Waits in publish for the confirmation, with a timeout so that the suite ends. */
  static final class BlocksTheCaller extends FlawedBroker {
    private int unconfirmed;

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      CompletableFuture<Position> stage = super.publish(channel, envelope).toCompletableFuture();
      if (unconfirmed < 3) {
        CompletableFuture<Position> waiting =
            stage.copy().completeOnTimeout(Position.NONE, 300, TimeUnit.MILLISECONDS);
        waiting.exceptionally(failure -> Position.NONE).join();
        unconfirmed += stage.isDone() ? 0 : 1;
      }
      return stage;
    }
  }

  static final class ClaimsSubscribedWhileDown extends FlawedBroker {
    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
      return unless(
          super.subscribe(channel), Kind.UNAVAILABLE, (stage, failure) -> stage.complete(null));
    }
  }

  static final class SubscribesLater extends FlawedBroker {
    private final List<Channel> failed = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
      return super.subscribe(channel)
          .whenComplete(
              (inForce, failure) -> {
                if (failure != null) {
                  failed.add(channel);
                }
              });
    }

    @Override
    public void onState(BrokerState state, String reason) {
      var inForce = new ArrayList<CompletableFuture<Void>>();
      if (state == BrokerState.RESTORED) {
        failed.forEach(channel -> inForce.add(super.subscribe(channel).toCompletableFuture()));
        failed.clear();
      }
      CompletableFuture.allOf(inForce.toArray(CompletableFuture[]::new))
          .whenComplete((done, failure) -> super.onState(state, reason));
    }
  }

  static final class RestoresWhatWasDropped extends FlawedBroker {
    @Override
    public CompletionStage<Void> unsubscribe(Channel channel) {
      return isDown() ? CompletableFuture.completedFuture(null) : super.unsubscribe(channel);
    }
  }

  static final class StaysDeaf extends FlawedBroker {
    private volatile boolean deaf;

    @Override
    public void onState(BrokerState state, String reason) {
      deaf = deaf || state == BrokerState.DOWN;
      super.onState(state, reason);
    }

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (!deaf) {
        super.onMessage(channel, envelope, position);
      }
    }
  }

  /** Fails an open at its own deadline, and leaves the connection attempt open. */
  static final class ForgetsTheOpening extends FlawedBroker {
    @Override
    CompletionStage<Broker> open(BrokerProvider good, BrokerConfig config) {
      Duration timeout = config.timeout();
      var patient =
          new BrokerConfig(
              config.uri(), config.prefix(), timeout.multipliedBy(6), config.properties());
      var shown = new CompletableFuture<Broker>();
      super.open(good, patient)
          .whenComplete(
              (broker, failure) -> {
                if (failure != null) {
                  shown.completeExceptionally(failure);
                } else if (!shown.complete(broker)) {
                  later(1_000, broker::close);
                }
              });
      var late = BrokerException.timeout("the server", timeout, null);
      later(timeout.toMillis(), () -> shown.completeExceptionally(late));
      return shown;
    }
  }

  static final class IgnoresCancel extends FlawedBroker {
    @Override
    void cancel() {}
  }

  static final class ClosesAfterAnAnswer extends FlawedBroker {
    @Override
    public CompletionStage<Void> close() {
      return publish(new Channel(Channel.Kind.BROADCAST, "goodbye"), new byte[0])
          .handle((accepted, failure) -> super.close())
          .thenCompose(closed -> closed);
    }
  }

  static final class TriesWithoutPause extends FlawedBroker {
    private volatile Runnable attempt = () -> {};

    @Override
    CompletionStage<Broker> open(BrokerProvider good, BrokerConfig config) {
      attempt =
          () ->
              good.open(config, new RecordingListener())
                  .broker()
                  .thenCompose(Broker::close)
                  .whenComplete((closed, failure) -> later(0, this::tryNow));
      return super.open(good, config);
    }

    @Override
    public void onState(BrokerState state, String reason) {
      super.onState(state, reason);
      tryNow();
    }

    private void tryNow() {
      if (isDown()) {
        attempt.run();
      }
    }
  }

  static final class LosesAfterReset extends FlawedBroker {
    private int sinceRestored = Integer.MIN_VALUE;

    @Override
    public void onState(BrokerState state, String reason) {
      if (state == BrokerState.RESTORED) {
        sinceRestored = 0;
      }
      super.onState(state, reason);
    }

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (++sinceRestored != 120) {
        super.onMessage(channel, envelope, position);
      }
    }
  }
}
