package io.sidecast.adapter;

import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;

/** Hears what the servers of other nodes emit. Threads of the broker; neither blocks nor throws. */
public interface ServerListener {

  /**
   * An event has come.
   *
   * @param event the event
   * @param reply answers it
   */
  void onEvent(EncodedPacket event, Reply reply);

  /** Answers an event, at most once. Any thread. */
  interface Reply {

    /** The node that has sent the event waits for nothing. */
    Reply UNWANTED =
        new Reply() {
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
