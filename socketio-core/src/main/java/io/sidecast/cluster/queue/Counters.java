package io.sidecast.cluster.queue;

import io.sidecast.broker.Channel;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/** Counts the messages between this node and the broker. Thread-safe. */
public final class Counters {

  private static final RateLimitedLog fullTables =
      new RateLimitedLog(LoggerFactory.getLogger(Counters.class), Duration.ofSeconds(10));

  public final LongAdder published = new LongAdder();
  public final LongAdder failed = new LongAdder();
  public final LongAdder received = new LongAdder();
  public final LongAdder own = new LongAdder();
  public final LongAdder malformed = new LongAdder();
  public final LongAdder refused = new LongAdder();
  public final LongAdder lost = new LongAdder();
  public final LongAdder stale = new LongAdder();
  public final LongAdder overLimit = new LongAdder();
  public final LongAdder falseGoodbyes = new LongAdder();

  /** From the publish of a probe until the broker has accepted it. */
  public final TimeSum publishTime = new TimeSum();

  /** From the publish of a probe until it has returned. */
  public final TimeSum roundTripTime = new TimeSum();

  private final LongAdder broadcasts = new LongAdder();
  private final LongAdder toThisNode = new LongAdder();
  private final LongAdder toRooms = new LongAdder();

  /**
   * Counts a message of another node that is not recorded, because a table is full.
   *
   * @param table the entries of the table, for the log
   * @param capacity their maximum number
   */
  public void full(String table, long capacity) {
    overLimit.increment();
    fullTables.warn(
        () ->
            "a message of another node is dropped: there are %d %s already. Does another program write to the broker?"
                .formatted(capacity, table));
  }

  /** Counts an envelope that has arrived, well-formed or not. */
  void arrived(Channel channel) {
    arrivals(channel.kind()).increment();
  }

  long arrived(Channel.Kind kind) {
    return arrivals(kind).sum();
  }

  private LongAdder arrivals(Channel.Kind kind) {
    return switch (kind) {
      case BROADCAST -> broadcasts;
      case NODE -> toThisNode;
      case ROOM -> toRooms;
    };
  }
}
