package io.sidecast.adapter;

import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;

/** Hears what the servers of other nodes emit. Threads of the broker; neither blocks nor throws. */
public interface ServerListener {

  /**
   * An event has come.
   *
   * @param event the event
   * @param responder answers it
   */
  void onEvent(EncodedPacket event, Responder responder);

  /** Answers an event, at most once. Any thread. */
  interface Responder {

    /** The node that has sent the event waits for nothing. */
    Responder UNWANTED =
        new Responder() {
          @Override
          public boolean isWanted() {
            return false;
          }

          @Override
          public void send(Payload arguments) {}

          @Override
          public void nobodyListens() {}

          @Override
          public void failed(Throwable why) {}
        };

    /**
     * Whether the node that has sent the event waits for an answer.
     *
     * @return false if it does not
     */
    boolean isWanted();

    /**
     * Answers.
     *
     * @param arguments the arguments of the answer
     */
    void send(Payload arguments);

    /** There will be no answer, and none is missing. */
    void nobodyListens();

    /**
     * There will be no answer, and one is missing.
     *
     * @param why what prevents it
     */
    void failed(Throwable why);
  }
}
