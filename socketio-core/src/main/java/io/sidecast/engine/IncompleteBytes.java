package io.sidecast.engine;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that a server stores of request bodies and WebSocket messages that have not arrived
 * completely, see {@link Limit#INCOMPLETE_BYTES}. Thread-safe.
 */
public final class IncompleteBytes {

  /** The bytes of one body or message that are not counted, because most of them are small. */
  private static final int UNCOUNTED = 4 * 1024;

  private final Limits limits;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * Creates the count of a server.
   *
   * @param limits the limits of the server
   */
  public IncompleteBytes(Limits limits) {
    this.limits = limits;
  }

  /**
   * Creates the share of one body, or of the messages of one WebSocket.
   *
   * @return a share without bytes
   */
  public Share newShare() {
    return new Share();
  }

  /** The bytes of one body, or of the messages of one WebSocket. Confined to one thread. */
  public final class Share {
    private long counted;

    private Share() {}

    /**
     * Sets the number of stored bytes.
     *
     * @param stored the number; 0 at the end
     * @return false if it has grown, and the server now stores more bytes than its limit, of which
     *     others hold a part
     */
    public boolean set(long stored) {
      long more = (stored > UNCOUNTED ? stored : 0) - counted;
      if (more == 0) {
        return true;
      }
      counted += more;
      long all = bytes.addAndGet(more);
      return more < 0 || all == counted || !limits.isExceeded(Limit.INCOMPLETE_BYTES, all);
    }
  }
}
