package io.sidecast.cluster.bus;

import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.DeliveryTrace;
import io.sidecast.operation.ResponsePart;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.List;

/**
 * Receives the messages of other nodes that concern the sockets or the application of this node. No
 * method blocks or throws. Called on threads of the broker.
 */
public interface ClusterListener {

  /**
   * Delivers a packet to local sockets.
   *
   * @param audience the audience of the packet
   * @param packet the packet
   * @return false if this node is overloaded; the packet is dropped then
   */
  boolean onEmit(Audience audience, EncodedPacket packet);

  /**
   * Handles a request.
   *
   * @param request the request
   * @param timeout the time after which the requester no longer waits
   * @param replies the receiver of the response parts; accepts them within this call or later, on
   *     any thread
   * @return a handle that cancels the remaining work when the requester no longer waits; may be run
   *     more than once
   */
  Runnable onRequest(ClusterRequest request, Duration timeout, Responder replies);

  /**
   * Delivers an event to the application of this node.
   *
   * @param namespace the namespace whose listeners receive the event
   * @param event the event
   * @param trace the trace to which the handlers of the event belong
   */
  void onServerSideEmit(String namespace, EncodedPacket event, DeliveryTrace trace);

  /** Receives the response of this node to one request. Thread-safe. */
  interface Responder {

    /**
     * The trace to which the handlers of a server-side event belong. Other requests are handled
     * while their trace is current.
     *
     * @return the trace
     */
    default DeliveryTrace trace() {
      return DeliveryTrace.NONE;
    }

    /**
     * Sends parts of the response.
     *
     * @param expected the total number of parts, as far as it is known now; a client that
     *     disconnects before it acknowledges is no longer counted
     * @param parts the parts that were not sent before
     */
    void send(int expected, List<ResponsePart> parts);

    /**
     * Reports that the remaining parts will not be sent. The requester stops waiting for them.
     *
     * @param why the cause
     */
    void failed(Throwable why);
  }
}
