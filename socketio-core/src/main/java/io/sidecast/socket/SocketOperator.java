package io.sidecast.socket;

import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Emits events with options to one socket of this node. Each method that changes an option returns
 * a new operator. No method blocks. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class SocketOperator {

  private final SocketLifecycle member;
  private final EmitOptions options;

  SocketOperator(SocketLifecycle member, EmitOptions options) {
    this.member = member;
    this.options = options;
  }

  /**
   * Makes the event volatile: it is dropped if the client cannot receive it at once.
   *
   * @return a new operator
   */
  public SocketOperator asVolatile() {
    return new SocketOperator(member, options.isVolatile());
  }

  /**
   * Sets whether the transport may compress the event, where compression is enabled.
   *
   * @param compress false to send the event uncompressed
   * @return a new operator
   */
  public SocketOperator compress(boolean compress) {
    return new SocketOperator(member, options.compressible(compress));
  }

  /**
   * Sets the timeout of {@link #emitWithAck}.
   *
   * @param timeout a positive duration of at most 365 days
   * @return a new operator
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public SocketOperator timeout(Duration timeout) {
    return new SocketOperator(member, options.within(timeout));
  }

  /**
   * Emits an event, see {@link Socket#emit}.
   *
   * @param event the name of the event
   * @param args the arguments of the event
   * @throws IllegalArgumentException if the name is reserved by Socket.IO
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public void emit(String event, Object... args) {
    member.deliver(encode(event, args));
  }

  /**
   * Emits an event that the client acknowledges, see {@link Socket#emitWithAck}.
   *
   * @param event the name of the event
   * @param args the arguments of the event
   * @return a stage with the arguments of the acknowledgement. It fails with a {@link
   *     NoAckException} after the timeout, or when the socket is disconnected
   * @throws IllegalArgumentException if the name is reserved by Socket.IO
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<Arguments> emitWithAck(String event, Object... args) {
    Namespace namespace = member.namespace();
    long ackId = namespace.adapter().newAckId();
    EncodedPacket packet = namespace.settings().codec().withAckId(encode(event, args), ackId);
    var ack = new PendingAck();
    member.emitWithAck(ackId, packet, ack);
    ack.expireAfter(options.timeout(), namespace.settings().timer(), () -> member.forget(ackId));
    return namespace.settings().stages().of(ack.payload(), namespace::arguments);
  }

  private EncodedPacket encode(String event, Object[] args) {
    return member.namespace().encodeEvent(event, args).with(options.flags());
  }
}
