package io.sidecast.socket;

import io.sidecast.adapter.LocalSocket.AckListener;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Emits events to one socket of this node in a special way. Immutable. Any thread; no method
 * blocks.
 */
public final class SocketOperator {

  private final SocketLifecycle member;
  private final EmitOptions options;

  SocketOperator(SocketLifecycle member, EmitOptions options) {
    this.member = member;
    this.options = options;
  }

  /**
   * Lets an event be dropped if the client cannot take it at once.
   *
   * @return a new operator
   */
  public SocketOperator asVolatile() {
    return new SocketOperator(member, options.droppable());
  }

  /**
   * Says whether the transport may compress the event, where compression is on.
   *
   * @param compress false to send it as it is
   * @return a new operator
   */
  public SocketOperator compress(boolean compress) {
    return new SocketOperator(member, options.compressible(compress));
  }

  /**
   * Sets how long {@link #emitWithAck} waits.
   *
   * @param timeout a positive duration
   * @return a new operator
   */
  public SocketOperator timeout(Duration timeout) {
    return new SocketOperator(member, options.within(timeout));
  }

  /**
   * Emits an event, as {@link Socket#emit}.
   *
   * @param event its name
   * @param args its arguments
   */
  public void emit(String event, Object... args) {
    member.deliver(encode(event, args));
  }

  /**
   * Emits an event that the client acknowledges, as {@link Socket#emitWithAck}.
   *
   * @param event its name
   * @param args its arguments
   * @return a stage with the arguments of the acknowledgement
   */
  public CompletionStage<Arguments> emitWithAck(String event, Object... args) {
    Namespace namespace = member.namespace();
    long ackId = namespace.adapter().newAckId();
    EncodedPacket packet = namespace.settings().codec().withAckId(encode(event, args), ackId);
    var answer = new ResponsePart();
    long nanos = options.timeout().toNanos();
    Future<?> deadline =
        namespace
            .settings()
            .timer()
            .schedule(
                () -> {
                  member.forget(ackId);
                  answer.fail("operation has timed out");
                },
                nanos,
                TimeUnit.NANOSECONDS);
    member.emitWithAck(ackId, packet, answer);
    return namespace
        .settings()
        .stages()
        .of(
            answer.payload.whenComplete((payload, failure) -> deadline.cancel(false)),
            namespace::arguments);
  }

  private EncodedPacket encode(String event, Object[] args) {
    return member.namespace().encodeEvent(event, args).with(options.flags());
  }

  /** Waits for one client. */
  private static final class ResponsePart implements AckListener {

    private final CompletableFuture<Payload> payload = new CompletableFuture<>();

    @Override
    public void answered(Payload answer) {
      payload.complete(answer);
    }

    @Override
    public void left() {
      fail("the client has left");
    }

    void fail(String why) {
      payload.completeExceptionally(new NoAckException(why));
    }
  }
}
