package io.sidecast.cluster;

import io.sidecast.packet.Audience;
import io.sidecast.packet.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.ResponsePart;
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
   * Answer a question.
   *
   * @param request what is asked
   * @param timeout forget the question after this
   * @param replies takes the answers, now or later, on any thread
   * @return ends the work that is not done yet, when nobody waits for the answers any more; may be
   *     run more than once
   */
  Runnable onRequest(ClusterRequest request, Duration timeout, Responder replies);

  /**
   * Tell the application of this node.
   *
   * @param namespace the namespace whose listeners are meant
   * @param event the event
   */
  void onServerSideEmit(String namespace, EncodedPacket event);

  /** Takes the answers of one node. Thread-safe. */
  interface Responder {

    /**
     * Reports progress.
     *
     * @param expected how many answers there will have been in the end, as far as is known now: a
     *     client that has left before it answered is not counted any more
     * @param parts answers that were not reported before
     */
    void send(int expected, List<ResponsePart> parts);

    /**
     * Reports that answers are missing and will not come. Nobody waits for them any more.
     *
     * @param why what prevents them
     */
    void failed(Throwable why);
  }
}
