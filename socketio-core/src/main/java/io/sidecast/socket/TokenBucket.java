package io.sidecast.socket;

/**
 * A rate limit: a bucket that holds the tokens of ten seconds at most, and is full at first. Time
 * refills it when tokens are taken, without a timer. Not thread-safe.
 */
final class TokenBucket {

  /** The seconds whose tokens the bucket holds: a network that stalls delivers all at once. */
  private static final int SECONDS = 10;

  private static final double NANOS_PER_SECOND = 1e9;

  private final long perSecond;
  private double tokens;
  private long filledAt;

  /**
   * Creates a full bucket.
   *
   * @param perSecond the tokens of a second
   * @param now the time of {@link System#nanoTime}
   */
  TokenBucket(long perSecond, long now) {
    this.perSecond = perSecond;
    this.tokens = capacity();
    this.filledAt = now;
  }

  /**
   * Takes tokens, if the bucket holds enough.
   *
   * @param count the number of tokens
   * @param now the time of {@link System#nanoTime}
   * @return false if it holds fewer; then it keeps them
   */
  boolean take(int count, long now) {
    tokens = Math.min(capacity(), tokens + (now - filledAt) / NANOS_PER_SECOND * perSecond);
    filledAt = now;
    if (tokens < count) {
      return false;
    }
    tokens -= count;
    return true;
  }

  private double capacity() {
    return (double) perSecond * SECONDS;
  }
}
