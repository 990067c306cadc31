package io.sidecast.engine;

/**
 * The messages, bytes and heartbeats of the sessions of a server since its start. Immutable.
 *
 * @param receivedMessages messages that clients have sent, each attachment included
 * @param receivedBytes bytes of WebSocket frames and of the bodies of polling requests
 * @param sentMessages messages that a transport has accepted, each attachment included
 * @param sentBytes bytes of WebSocket frames and of the bodies of polling responses
 * @param pongs pongs of clients of revision 4 whose time was measured
 * @param pongNanos the sum of the times from a ping to its pong, in nanoseconds
 */
public record EngineTraffic(
    long receivedMessages,
    long receivedBytes,
    long sentMessages,
    long sentBytes,
    long pongs,
    long pongNanos) {

  static final EngineTraffic NONE = new EngineTraffic(0, 0, 0, 0, 0, 0);

  EngineTraffic plus(EngineTraffic other) {
    return new EngineTraffic(
        receivedMessages + other.receivedMessages,
        receivedBytes + other.receivedBytes,
        sentMessages + other.sentMessages,
        sentBytes + other.sentBytes,
        pongs + other.pongs,
        pongNanos + other.pongNanos);
  }
}
