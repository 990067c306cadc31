package io.sidecast.broker.redis;

import io.sidecast.broker.BrokerOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * The bounds of the log of each channel. The oldest messages are removed when one of them is
 * exceeded; the newest one stays. Immutable.
 *
 * @param age the time for which a message is kept
 * @param messages the maximum number of messages
 * @param bytes the maximum size of the envelopes together, in bytes
 */
record RedisLogBounds(Duration age, int messages, int bytes) {

  private static final int DEFAULT_MESSAGES = 10_000;
  private static final int DEFAULT_BYTES = 16 << 20;

  /**
   * Reads the settings.
   *
   * @return the bounds, empty without {@code log_age}
   * @throws io.sidecast.broker.BrokerException of kind {@code BAD_CONFIG}
   */
  static Optional<RedisLogBounds> of(BrokerOptions options) {
    int messages = options.positive("log_messages", DEFAULT_MESSAGES);
    int bytes = options.positive("log_bytes", DEFAULT_BYTES);
    return options
        .text("log_age")
        .map(text -> options.duration("log_age", Duration.ZERO))
        .map(age -> new RedisLogBounds(age, messages, bytes));
  }
}
