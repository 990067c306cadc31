package io.sidecast.socket;

/** Answers one event. Any thread. */
public interface Ack {

  /**
   * Whether the client waits for an answer.
   *
   * @return false if it emitted the event without an acknowledgement
   */
  boolean isRequested();

  /**
   * Answers the event. Does nothing if the client does not wait for an answer, or has one already.
   *
   * @param values what the client's callback gets
   */
  void send(Object... values);
}
