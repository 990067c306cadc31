package io.sidecast.http;

/**
 * The settings of compression for clients that accept it. Packets that were sent with {@code
 * compress(false)} are not compressed. Immutable.
 *
 * @param polling whether responses to polls are compressed, with gzip or deflate
 * @param pollingThreshold the minimum size in bytes of a response that is compressed
 * @param webSocket whether WebSocket messages are compressed, with permessage-deflate (RFC 7692)
 * @param webSocketThreshold the minimum size in bytes of a message that is compressed
 * @since 0.1.0
 */
public record CompressionSettings(
    boolean polling, int pollingThreshold, boolean webSocket, int webSocketThreshold) {

  /**
   * The defaults: responses to polls of at least 1,024 bytes are compressed. WebSocket messages are
   * not, because compression takes time for each message.
   */
  public static final CompressionSettings DEFAULT =
      new CompressionSettings(true, 1024, false, 1024);

  /**
   * Checks the thresholds.
   *
   * @throws IllegalArgumentException if a threshold is negative
   */
  public CompressionSettings {
    if (pollingThreshold < 0 || webSocketThreshold < 0) {
      throw new IllegalArgumentException(
          "a compression threshold must be at least 0, not %d for polling and %d for WebSockets"
              .formatted(pollingThreshold, webSocketThreshold));
    }
  }

  /**
   * Returns a copy with other settings for polling.
   *
   * @param on whether responses to polls are compressed
   * @param threshold the minimum size in bytes of a response that is compressed
   * @return the settings
   * @throws IllegalArgumentException if the threshold is negative
   */
  public CompressionSettings withPolling(boolean on, int threshold) {
    return new CompressionSettings(on, threshold, webSocket, webSocketThreshold);
  }

  /**
   * Returns a copy with other settings for WebSockets.
   *
   * @param on whether WebSocket messages are compressed
   * @param threshold the minimum size in bytes of a message that is compressed
   * @return the settings
   * @throws IllegalArgumentException if the threshold is negative
   */
  public CompressionSettings withWebSocket(boolean on, int threshold) {
    return new CompressionSettings(polling, pollingThreshold, on, threshold);
  }
}
