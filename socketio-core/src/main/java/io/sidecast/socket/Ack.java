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
   * If a value cannot be serialised, the error handler of the server gets the exception, and the
   * client the values of {@code ackOnError} if they are set.
   *
   * @param values what the client's callback gets; a null array is one null
   */
  void send(Object... values);
}
