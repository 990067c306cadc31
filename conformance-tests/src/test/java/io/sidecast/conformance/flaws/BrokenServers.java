package io.sidecast.conformance.flaws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Brokers of servers with one flaw each. Thread-safe. */
final class BrokenServers {

  private BrokenServers() {}

  /** The kinds of messages by their numbers in an envelope. */
  private enum Message {
    EMIT(1),
    REQUEST(2),
    REPLY(3),
    HELLO(4),
    HEARTBEAT(5),
    GOODBYE(6),
    PROBE(7),
    WELCOME(9),
    REPLY_FAILED(14);

    /** The number of bytes before an envelope in a signed one. */
    private static final int SIGNATURE_BYTES = 55;

    private final byte number;

    Message(int number) {
      this.number = (byte) number;
    }

    /**
     * Returns whether an envelope has this kind. An envelope begins with an array header, the
     * version and the kind, one byte each. A signed envelope has the version 3 and contains one of
     * version 2.
     */
    boolean isIn(byte[] envelope) {
      int start = envelope.length > SIGNATURE_BYTES && envelope[1] == 3 ? SIGNATURE_BYTES : 0;
      return envelope.length > start + 2
          && envelope[start + 1] == 2
          && envelope[start + 2] == number;
    }
  }

  /** Drops one kind of message. */
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

  /** Replaces the UTF-16 code unit D83D, half a surrogate pair, with the replacement character. */
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

  /** Drops the probes of other processes, so that no node detects its clone. */
  static final class HidesClones extends FlawedBroker {
    private final Set<ByteBuffer> own = ConcurrentHashMap.newKeySet();

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      if (Message.PROBE.isIn(envelope)) {
        own.add(ByteBuffer.wrap(envelope));
      }
      return super.publish(channel, envelope);
    }

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      if (!Message.PROBE.isIn(envelope) || own.contains(ByteBuffer.wrap(envelope))) {
        super.onMessage(channel, envelope, position);
      }
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
    private static final Channel ALL_NODES = new Channel(Channel.Kind.BROADCAST, "all");

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      return super.publish(ALL_NODES, envelope);
    }
  }

  /** Rejects the next heartbeat after more than a thousand publishes have waited at once. */
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

  /** Publishes one emit at a time, and drops all emits that are published meanwhile. */
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

  /**
   * Repeats the membership messages of every node with later timestamps, so nodes that have left
   * seem to be alive.
   */
  static final class RepeatsGreetings extends FlawedBroker {
    /** The stamp of a membership message is the first field after the four common fields. */
    private static final int STAMP = 4;

    private static final Set<Message> GREETINGS =
        EnumSet.of(Message.HELLO, Message.WELCOME, Message.HEARTBEAT);

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      super.onMessage(channel, envelope, position);
      if (GREETINGS.stream().anyMatch(message -> message.isIn(envelope))) {
        later(2_000, () -> onMessage(channel, restamped(envelope, STAMP, 2_000), position));
      }
    }
  }

  /**
   * Publishes a request a second time, with the stamp of that moment, before the next emit to the
   * same node.
   */
  static final class RepeatsRequests extends FlawedBroker {
    /** The stamp of a request follows its requester, id and timeout. */
    private static final int STAMP = 7;

    private final Map<Channel, Sent> requests = new ConcurrentHashMap<>();

    private record Sent(byte[] envelope, long nanoTime) {

      byte[] restampedNow() {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
        return restamped(envelope, STAMP, millis);
      }
    }

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      if (channel.kind() == Channel.Kind.NODE && Message.REQUEST.isIn(envelope)) {
        requests.put(channel, new Sent(envelope, System.nanoTime()));
      } else if (Message.EMIT.isIn(envelope)) {
        Sent request = requests.remove(channel);
        if (request != null) {
          var unused = super.publish(channel, request.restampedNow());
        }
      }
      return super.publish(channel, envelope);
    }
  }

  /** Returns a copy of an envelope with a later stamp. */
  private static byte[] restamped(byte[] envelope, int stamp, long millis) {
    try {
      ObjectMapper cbor = new ObjectMapper(new CBORFactory());
      var fields = (ArrayNode) cbor.readTree(envelope);
      fields.set(stamp, fields.numberNode(fields.get(stamp).asLong() + millis));
      return cbor.writeValueAsBytes(fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the second byte of each pair FE FF with a question mark. */
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

  /** Delivers every fiftieth message to a node 2.5 seconds late. */
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

  /**
   * Delivers the last emit again after an outage, like a publisher that has received no
   * confirmation.
   */
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

  /**
   * Waits in publish for the confirmation of an emit, on the thread of the client that emits. It
   * waits for up to three seconds, and not again after three missing confirmations.
   */
  static final class WaitsForAnswers extends FlawedBroker {
    private int unconfirmed;

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      CompletableFuture<Position> stage = super.publish(channel, envelope).toCompletableFuture();
      if (Message.EMIT.isIn(envelope) && unconfirmed < 3) {
        CompletableFuture<Position> waiting =
            stage.copy().completeOnTimeout(Position.NONE, 3, TimeUnit.SECONDS);
        waiting.exceptionally(failure -> Position.NONE).join();
        unconfirmed += stage.isDone() ? 0 : 1;
      }
      return stage;
    }
  }
}
