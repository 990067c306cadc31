package io.sidecast.socket;

import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import java.util.List;

/**
 * Means an audience on all nodes of the cluster. Immutable: each method that narrows or widens the
 * audience gives a new operator, which can be kept and used any number of times. Any thread; no
 * method blocks.
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

  /** The members of one room of the namespace, whoever else this operator means. */
  BroadcastOperator onlyTo(String room) {
    return with(Audience.everybody(namespace.name()).to(List.of(room)));
  }
}
