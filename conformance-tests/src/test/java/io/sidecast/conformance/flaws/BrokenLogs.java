package io.sidecast.conformance.flaws;

import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Brokers with one fault each in their replay log. Thread-safe. */
final class BrokenLogs {

  private BrokenLogs() {}

  /** Wraps the replay log of the correct broker and changes its results. */
  private static class FlawedLog extends FlawedBroker {
    private final UnaryOperator<ReplayLog> flaw;

    FlawedLog(UnaryOperator<ReplayLog> flaw) {
      this.flaw = flaw;
    }

    @Override
    public Optional<ReplayLog> replayLog() {
      return super.replayLog().map(flaw);
    }
  }

  static final class IgnoresEpoch extends FlawedBroker {
    private volatile Position latest = Position.NONE;

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      return super.publish(channel, envelope)
          .thenApply(
              position -> {
                latest = position;
                return position;
              });
    }

    @Override
    public Optional<ReplayLog> replayLog() {
      return super.replayLog()
          .map(
              log ->
                  (channel, after, limit) ->
                      log.readAfter(channel, new Position(latest.epoch(), after.offset()), limit));
    }
  }

  static final class SkipsOne extends FlawedLog {
    SkipsOne() {
      super(
          log ->
              (channel, after, limit) ->
                  log.readAfter(channel, new Position(after.epoch(), after.offset() + 1), limit));
    }
  }

  static final class IgnoresTheLimit extends FlawedLog {
    IgnoresTheLimit() {
      super(log -> (channel, after, limit) -> log.readAfter(channel, after, Integer.MAX_VALUE));
    }
  }

  static final class ClaimsComplete extends FlawedLog {
    ClaimsComplete() {
      super(
          log ->
              (channel, after, limit) ->
                  log.readAfter(channel, after, limit)
                      .thenApply(replay -> new ReplayLog.Replay(replay.messages(), true)));
    }
  }

  static final class RestartsOffsets extends FlawedBroker {
    private final AtomicLong received = new AtomicLong();

    @Override
    public void onState(BrokerState state, String reason) {
      received.set(0);
      super.onState(state, reason);
    }

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      super.onMessage(
          channel, envelope, new Position(position.epoch(), received.getAndIncrement()));
    }
  }

  static final class DropsAfterReconnect extends FlawedBroker {
    private volatile boolean missing;

    @Override
    public void onState(BrokerState state, String reason) {
      missing = missing || state == BrokerState.DOWN;
      super.onState(state, reason);
    }

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (missing) {
        missing = false;
      } else {
        super.onMessage(channel, envelope, position);
      }
    }
  }
}
