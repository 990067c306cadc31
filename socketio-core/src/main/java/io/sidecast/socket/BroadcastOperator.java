package io.sidecast.socket;

import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Emits events to an audience on all nodes of the cluster. Immutable: each method that narrows or
 * widens the audience gives a new operator, which can be kept and used any number of times. Any
 * thread; no method blocks.
 */
public final class BroadcastOperator {

  private final Namespace namespace;
  private final Audience audience;
  private final EmitOptions options;

  BroadcastOperator(Namespace namespace, Audience audience, EmitOptions options) {
    this.namespace = namespace;
    this.audience = audience;
    this.options = options;
  }

  /**
   * Adds rooms to the audience. A socket in several of them gets one copy.
   *
   * @param rooms names of rooms, or ids of sockets
   * @return a new operator
   */
  public BroadcastOperator to(String... rooms) {
    return with(audience.to(List.of(rooms)));
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms names of rooms, or ids of sockets
   * @return a new operator
   */
  public BroadcastOperator in(String... rooms) {
    return to(rooms);
  }

  /**
   * Leaves the members of rooms out.
   *
   * @param rooms names of rooms, or ids of sockets
   * @return a new operator
   */
  public BroadcastOperator except(String... rooms) {
    return with(audience.except(List.of(rooms)));
  }

  /**
   * Keeps to the sockets of this node.
   *
   * @return a new operator
   */
  public BroadcastOperator local() {
    return with(options.local());
  }

  /**
   * Lets an event be dropped for a client that cannot take it at once.
   *
   * @return a new operator
   */
  public BroadcastOperator volatile_() {
    return with(options.droppable());
  }

  /**
   * Says whether the transport may compress the event, where compression is on.
   *
   * @param compress false to send it as it is
   * @return a new operator
   */
  public BroadcastOperator compress(boolean compress) {
    return with(options.compressible(compress));
  }

  /**
   * Sets how long {@link #emitWithAck} waits.
   *
   * @param timeout a positive duration
   * @return a new operator
   */
  public BroadcastOperator timeout(Duration timeout) {
    return with(options.within(timeout));
  }

  /**
   * Emits an event.
   *
   * @param event its name
   * @param args its arguments: anything that Jackson serialises; {@code byte[]} travels as binary
   * @return a stage that completes when the event was handed to the sockets of this node and the
   *     broker accepted it for the others; it fails with a {@link
   *     io.sidecast.broker.BrokerException} or a {@link io.sidecast.cluster.ClusterBusyException}
   *     if the other nodes do not get it
   * @throws IllegalArgumentException if the name is reserved
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<Void> emit(String event, Object... args) {
    return namespace.adapter().emit(audience, encode(event, args), options.scope());
  }

  /**
   * Emits an event that every client of the audience acknowledges.
   *
   * @param event its name
   * @param args its arguments, as for {@link #emit}
   * @return a stage with the answers, complete or what has arrived when the time is up; it fails as
   *     that of {@link #emit}
   * @throws IllegalArgumentException if the name is reserved
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<AckResponses> emitWithAck(String event, Object... args) {
    return namespace
        .adapter()
        .emitWithAck(audience, encode(event, args), options.timeout(), options.scope())
        .thenApplyAsync(namespace::responses, namespace.settings().handlers());
  }

  private EncodedPacket encode(String event, Object[] args) {
    return namespace.encodeEvent(event, args).with(options.flags());
  }

  private BroadcastOperator with(Audience audience) {
    return new BroadcastOperator(namespace, audience, options);
  }

  private BroadcastOperator with(EmitOptions options) {
    return new BroadcastOperator(namespace, audience, options);
  }
}
