package io.sidecast.broker.redis;

import io.sidecast.broker.BrokerException;
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
    if (options.text("log_age").isPresent()) {
      Duration age = options.duration("log_age", Duration.ZERO);
      return Optional.of(new RedisLogBounds(age, messages, bytes));
    }
    if (options.text("log_messages").isPresent() || options.text("log_bytes").isPresent()) {
      throw BrokerException.badConfig("log_messages and log_bytes need log_age: set it, too");
    }
    return Optional.empty();
  }
}
