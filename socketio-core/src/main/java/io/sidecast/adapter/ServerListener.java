package io.sidecast.adapter;

import io.sidecast.operation.DeliveryTrace;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;

/**
 * Receives the events that the servers of other nodes emit. Called on threads of the broker; must
 * not block or throw.
 */
public interface ServerListener {

  /**
   * Handles an event.
   *
   * @param event the event
   * @param responder the responder for its acknowledgement
   * @param trace the trace to which its handlers belong
   */
  void onEvent(EncodedPacket event, Responder responder, DeliveryTrace trace);

  /** Acknowledges an event, at most once. Thread-safe. */
  interface Responder {

    /** The responder of an event that was emitted without an acknowledgement. */
    Responder UNWANTED =
        new Responder() {
          @Override
          public boolean isWanted() {
            return false;
          }

          @Override
          public void send(Payload arguments) {}

          @Override
          public void noListener() {}

          @Override
          public void failed(Throwable why) {}
        };

    /**
     * Returns whether the sending node waits for an acknowledgement.
     *
     * @return false if the event was emitted without an acknowledgement
     */
    boolean isWanted();

    /**
     * Sends the acknowledgement.
     *
     * @param arguments the arguments of the acknowledgement
     */
    void send(Payload arguments);

    /**
     * Reports that this node has no listener for the event. The requester does not count it as
     * missing.
     */
    void noListener();

    /**
     * Reports that the acknowledgement cannot be sent. The requester counts this node as missing.
     *
     * @param why the cause
     */
    void failed(Throwable why);
  }
}
