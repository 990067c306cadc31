package io.sidecast.socket;

import io.sidecast.operation.Audience;
import io.sidecast.packet.EncodedPacket;
import java.util.List;

/**
 * Selects an audience on all nodes of the cluster and emits to it. Each method that changes the
 * audience or an option returns a new operator. Operators may be stored and reused. No method
 * blocks. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class BroadcastOperator extends Broadcaster {

  private final Namespace namespace;
  private final Audience audience;
  private final EmitOptions options;

  BroadcastOperator(Namespace namespace, Audience audience, EmitOptions options) {
    this.namespace = namespace;
    this.audience = audience;
    this.options = options;
  }

  @Override
  protected BroadcastOperator operator() {
    return this;
  }

  Namespace namespace() {
    return namespace;
  }

  Audience audience() {
    return audience;
  }

  EmitOptions options() {
    return options;
  }

  EncodedPacket encode(String event, Object[] args) {
    return namespace.encodeEvent(event, args).with(options.flags());
  }

  BroadcastOperator with(Audience audience) {
    return new BroadcastOperator(namespace, audience, options);
  }

  BroadcastOperator with(EmitOptions options) {
    return new BroadcastOperator(namespace, audience, options);
  }

  /**
   * Returns an operator for the members of one room of the namespace, with the options of this
   * operator.
   */
  BroadcastOperator onlyTo(String room) {
    return with(Audience.allSockets(namespace.name()).to(List.of(room)));
  }
}
