package io.sidecast.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Any thread. Brokers of servers that are wrong in one way each. */
final class BrokenServers {

  private BrokenServers() {}

  /** What an envelope says, by its number on the wire. */
  private enum Message {
    EMIT(1),
    REPLY(3),
    HELLO(4),
    HEARTBEAT(5),
    GOODBYE(6),
    WELCOME(9),
    REPLY_FAILED(14);

    private final byte number;

    Message(int number) {
      this.number = (byte) number;
    }

    /** An envelope begins with an array, the version and the kind, each a byte. */
    boolean isIn(byte[] envelope) {
      return envelope.length > 3 && envelope[1] == 2 && envelope[2] == number;
    }
  }

  /** Loses one kind of message. */
  private static class Swallows extends FlawedBroker {
    private final Message lost;

    Swallows(Message lost) {
      this.lost = lost;
    }

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (!lost.isIn(envelope)) {
        super.onMessage(channel, envelope, position);
      }
    }
  }

  static final class SwallowsReplies extends Swallows {
    SwallowsReplies() {
      super(Message.REPLY);
    }
  }

  static final class SwallowsRefusals extends Swallows {
    SwallowsRefusals() {
      super(Message.REPLY_FAILED);
    }
  }

  /** Takes half a surrogate pair for something that cannot be. */
  static final class ManglesHalfPairs extends FlawedBroker {
    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      for (int i = 1; i < envelope.length; i++) {
        if (envelope[i - 1] == (byte) 0xd8 && envelope[i] == (byte) 0x3d) {
          envelope[i - 1] = (byte) 0xff;
          envelope[i] = (byte) 0xfd;
        }
      }
      super.onMessage(channel, envelope, position);
    }
  }

  static final class SwallowsGoodbyes extends Swallows {
    SwallowsGoodbyes() {
      super(Message.GOODBYE);
    }
  }

  static final class DeliversTwice extends FlawedBroker {
    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      super.onMessage(channel, envelope, position);
      super.onMessage(channel, envelope, position);
    }
  }

  static final class ReachesEveryNode extends FlawedBroker {
    private static final Channel EVERYBODY = new Channel(Channel.Kind.BROADCAST, "all");

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      return super.publish(EVERYBODY, envelope);
    }
  }

  /** Refuses a heartbeat like any other message while, or soon after, many wait. */
  static final class HasNoReserve extends FlawedBroker {
    private static final int MOST = 1_000;

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean full;

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      if (full && Message.HEARTBEAT.isIn(envelope)) {
        full = false;
        return CompletableFuture.failedStage(
            new BrokerException(BrokerException.Kind.UNAVAILABLE, "too many messages wait"));
      }
      full |= waiting.incrementAndGet() > MOST;
      return super.publish(channel, envelope)
          .whenComplete((done, failure) -> waiting.decrementAndGet());
    }
  }

  /** Takes one emit at a time, and forgets those that come meanwhile. */
  static final class ForgetsBursts extends FlawedBroker {
    private final AtomicBoolean busy = new AtomicBoolean();

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      if (!Message.EMIT.isIn(envelope)) {
        return super.publish(channel, envelope);
      }
      return busy.compareAndSet(false, true)
          ? super.publish(channel, envelope).whenComplete((done, failure) -> busy.set(false))
          : CompletableFuture.completedFuture(Position.NONE);
    }
  }

  static final class ConfirmsRoomsEarly extends FlawedBroker {
    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
      if (channel.kind() != Channel.Kind.ROOM) {
        return super.subscribe(channel);
      }
      later(1_000, () -> super.subscribe(channel));
      return CompletableFuture.completedFuture(null);
    }
  }

  /** The dead live on in it: repeats what they said with the time of now. */
  static final class RepeatsGreetings extends FlawedBroker {
    private static final Set<Message> GREETINGS =
        EnumSet.of(Message.HELLO, Message.WELCOME, Message.HEARTBEAT);

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      super.onMessage(channel, envelope, position);
      if (GREETINGS.stream().anyMatch(message -> message.isIn(envelope))) {
        later(2_000, () -> onMessage(channel, later(envelope, 2_000), position));
      }
    }

    /** The stamp of a greeting is the first field after the four of every envelope. */
    private static byte[] later(byte[] envelope, long millis) {
      try {
        ObjectMapper cbor = new ObjectMapper(new CBORFactory());
        var fields = (ArrayNode) cbor.readTree(envelope);
        fields.set(4, fields.numberNode(fields.get(4).asLong() + millis));
        return cbor.writeValueAsBytes(fields);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Takes bytes that are not text for something else. */
  static final class GarblesBinary extends FlawedBroker {
    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      for (int i = 1; i < envelope.length; i++) {
        if (envelope[i - 1] == (byte) 0xfe && envelope[i] == (byte) 0xff) {
          envelope[i] = '?';
        }
      }
      super.onMessage(channel, envelope, position);
    }
  }

  /** Now and then a message to a node is late. */
  static final class DelaysSome extends FlawedBroker {
    private int count;

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (channel.kind() == Channel.Kind.NODE && ++count % 50 == 0) {
        later(2_500, () -> super.onMessage(channel, envelope, position));
      } else {
        super.onMessage(channel, envelope, position);
      }
    }
  }

  /** Once more after an outage: nobody had said that it arrived. */
  static final class RepeatsTheLast extends FlawedBroker {
    private volatile @Nullable Runnable last;

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      super.onMessage(channel, envelope, position);
      if (Message.EMIT.isIn(envelope)) {
        last = () -> super.onMessage(channel, envelope, position);
      }
    }

    @Override
    public void onState(BrokerState state, String reason) {
      super.onState(state, reason);
      Runnable again = last;
      if (state == BrokerState.RESTORED && again != null) {
        again.run();
      }
    }
  }

  /** The caller is the thread of a client that emits; it waits, but not for ever. */
  static final class WaitsForAnswers extends FlawedBroker {
    private int unanswered;

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      CompletableFuture<Position> stage = super.publish(channel, envelope).toCompletableFuture();
      if (Message.EMIT.isIn(envelope) && unanswered < 3) {
        CompletableFuture<Position> waiting =
            stage.copy().completeOnTimeout(Position.NONE, 3, TimeUnit.SECONDS);
        waiting.exceptionally(failure -> Position.NONE).join();
        unanswered += stage.isDone() ? 0 : 1;
      }
      return stage;
    }
  }
}
