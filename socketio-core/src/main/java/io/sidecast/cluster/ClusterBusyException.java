package io.sidecast.cluster;

/** The broker takes messages more slowly than they are emitted, and the outbox is full. */
public final class ClusterBusyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClusterBusyException(ClusterSettings.OutboxLimit limit) {
    super(
        "the outbox to the broker is full ("
            + limit.messages()
            + " messages or "
            + limit.bytes()
            + " bytes wait): emit less, or raise the outbox limit");
  }
}
