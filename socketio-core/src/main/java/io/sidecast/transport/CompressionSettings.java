package io.sidecast.transport;

/**
 * What is compressed for clients that accept it. Packets that were sent with {@code
 * compress(false)} are not.
 *
 * @param polling whether the answers to polls are, with gzip or deflate
 * @param pollingThreshold from how many bytes on
 * @param webSocket whether WebSocket messages are, with permessage-deflate (RFC 7692)
 * @param webSocketThreshold from how many bytes on
 */
public record CompressionSettings(
    boolean polling, int pollingThreshold, boolean webSocket, int webSocketThreshold) {

  /** Polls from 1,024 bytes on; WebSockets not, as it costs time for each of them. */
  public static final CompressionSettings DEFAULT =
      new CompressionSettings(true, 1024, false, 1024);

  /** Checks the numbers. */
  public CompressionSettings {
    if (pollingThreshold < 0 || webSocketThreshold < 0) {
      throw new IllegalArgumentException(
          "a compression threshold must be at least 0, not %d for polling and %d for WebSockets"
              .formatted(pollingThreshold, webSocketThreshold));
    }
  }

  /**
   * The same for WebSockets, with another choice for polling.
   *
   * @param on whether to compress
   * @param threshold from how many bytes on
   * @return the settings
   */
  public CompressionSettings withPolling(boolean on, int threshold) {
    return new CompressionSettings(on, threshold, webSocket, webSocketThreshold);
  }

  /**
   * The same for polling, with another choice for WebSockets.
   *
   * @param on whether to compress
   * @param threshold from how many bytes on
   * @return the settings
   */
  public CompressionSettings withWebSocket(boolean on, int threshold) {
    return new CompressionSettings(polling, pollingThreshold, on, threshold);
  }
}
