package io.sidecast.socket;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The limits of what one connection sends, before and after its first namespace is connected. Each
 * method returns the limit that a packet exceeds, or null. Confined to the event loop of the
 * connection.
 */
final class ClientLimits {

  private final Limits limits;

  /** Null without a limit, as the following one. */
  private final @Nullable TokenBucket events;

  private final @Nullable TokenBucket bytes;
  private int packetsBeforeConnect;
  private long bytesBeforeConnect;

  ClientLimits(Limits limits) {
    this.limits = limits;
    this.events = bucket(limits.of(Limit.EVENTS_PER_SECOND));
    this.bytes = bucket(limits.of(Limit.BYTES_PER_SECOND));
  }

  private static @Nullable TokenBucket bucket(long perSecond) {
    return perSecond == Long.MAX_VALUE ? null : new TokenBucket(perSecond, System.nanoTime());
  }

  /** Counts the bytes of a message, which may be an attachment. */
  @Nullable Limit message(int size) {
    return isTaken(bytes, size) ? null : exceeded(Limit.BYTES_PER_SECOND);
  }

  /** Counts an event or a CONNECT packet. */
  @Nullable Limit event() {
    return isTaken(events, 1) ? null : exceeded(Limit.EVENTS_PER_SECOND);
  }

  private static boolean isTaken(@Nullable TokenBucket bucket, int tokens) {
    return bucket == null || bucket.take(tokens, System.nanoTime());
  }

  /** Checks the name of a namespace. */
  @Nullable Limit name(String namespace) {
    return limits.isExceeded(Limit.NAME_LENGTH, namespace.length()) ? Limit.NAME_LENGTH : null;
  }

  /** Counts a CONNECT packet before the first namespace is connected. */
  @Nullable Limit beforeConnect(int size) {
    packetsBeforeConnect++;
    bytesBeforeConnect += size;
    if (limits.isExceeded(Limit.PACKETS_BEFORE_CONNECT, packetsBeforeConnect)) {
      return Limit.PACKETS_BEFORE_CONNECT;
    }
    return limits.isExceeded(Limit.BYTES_BEFORE_CONNECT, bytesBeforeConnect)
        ? Limit.BYTES_BEFORE_CONNECT
        : null;
  }

  private Limit exceeded(Limit limit) {
    limits.count(limit);
    return limit;
  }
}
