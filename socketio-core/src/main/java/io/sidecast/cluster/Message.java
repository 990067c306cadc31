package io.sidecast.cluster;

import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.List;

/** What one node tells others. */
sealed interface Message {

  /**
   * Deliver a packet.
   *
   * @param audience to whom
   * @param packet the packet, encoded for the clients
   */
  record Emit(Audience audience, EncodedPacket packet) implements Message {}

  /**
   * Deliver a packet and report the acknowledgements of the clients.
   *
   * @param requestId chosen by the origin
   * @param audience to whom
   * @param packet the event, encoded without an acknowledgement id
   * @param timeout after this the origin listens no more
   */
  record EmitWithAck(long requestId, Audience audience, EncodedPacket packet, Duration timeout)
      implements Message {}

  /**
   * Acknowledgements of clients.
   *
   * @param requestId the request that is answered
   * @param clients how many clients of the answering node will have answered in the end, as far as
   *     that node knows now
   * @param answers new answers
   */
  record Acks(long requestId, int clients, List<Payload> answers) implements Message {}

  /**
   * An event for the servers themselves.
   *
   * @param namespace the namespace whose listeners are meant
   * @param packet the event
   */
  record ServerSideEmit(String namespace, EncodedPacket packet) implements Message {}

  /**
   * The sender has started, or hears the cluster again; every node answers with a heartbeat.
   *
   * @param node the sender
   */
  record Hello(NodeInfo node) implements Message {}

  /**
   * The sender is alive.
   *
   * @param node the sender
   */
  record Heartbeat(NodeInfo node) implements Message {}

  /** The sender leaves. */
  record Goodbye() implements Message {}

  /**
   * A node's message to itself: proof that the way through the broker works.
   *
   * @param number counts the probes
   */
  record Probe(long number) implements Message {}
}
