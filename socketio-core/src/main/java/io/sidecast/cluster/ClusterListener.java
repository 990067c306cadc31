package io.sidecast.cluster;

import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.List;

/**
 * Hears what other nodes want of this one. Called on threads of the broker; no method blocks or
 * throws.
 */
public interface ClusterListener {

  /**
   * Deliver a packet to local sockets.
   *
   * @param audience to whom
   * @param packet the packet
   */
  void onEmit(Audience audience, EncodedPacket packet);

  /**
   * Deliver an event to local sockets and report their acknowledgements.
   *
   * @param audience to whom
   * @param event the event, encoded without an acknowledgement id
   * @param timeout forget the request after this
   * @param replies takes the acknowledgements
   */
  void onEmitWithAck(Audience audience, EncodedPacket event, Duration timeout, AckReplies replies);

  /**
   * Tell the application of this node.
   *
   * @param namespace the namespace whose listeners are meant
   * @param event the event
   */
  void onServerSideEmit(String namespace, EncodedPacket event);

  /** Takes the acknowledgements of one node's clients. Any thread. */
  @FunctionalInterface
  interface AckReplies {

    /**
     * Reports progress.
     *
     * @param clients how many clients of this node will have answered in the end, as far as is
     *     known now: a client that has left is not counted any more
     * @param answers answers that were not reported before
     */
    void send(int clients, List<Payload> answers);
  }
}
