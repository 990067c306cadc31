package io.sidecast.socket;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The events of one connection that wait for their handlers, and the acknowledgements that its
 * client owes.
 *
 * <p>Above a first limit the connection is not read until half is done. While the client owes an
 * acknowledgement it is read all the same, since a handler may wait for it; above a second limit
 * the connection is then closed.
 *
 * <p>Thread-safe. Reading starts and stops on the event loop of the connection, each time by the
 * counts of that moment, so that the order of the calls does not matter.
 */
final class ReceiveWindow {

  static final int HIGH_EVENTS = 1_024;
  static final int HIGH_BYTES = 1 << 20;

  /** The memory of an event besides its payload, as the second limit counts it. */
  static final int EVENT_OVERHEAD = 100;

  /** The counter holds the number of events above these bits and their bytes below. */
  private static final int BYTE_BITS = 40;

  private static final long ONE_EVENT = 1L << BYTE_BITS;
  private static final long BYTES = ONE_EVENT - 1;

  private final Connection connection;
  private final long limit;
  private final EndStatistics statistics;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicInteger owedAcks = new AtomicInteger();

  /** Written on the event loop only. */
  private volatile boolean stopped;

  /** Event loop only. */
  private boolean cut;

  ReceiveWindow(Connection connection, SocketSettings settings, EndStatistics statistics) {
    this.connection = connection;
    this.limit = settings.maxWaitingBytes();
    this.statistics = statistics;
  }

  /** Counts an event that has arrived. On the event loop, before the event is handed over. */
  void arrived(int bytes) {
    long before = waiting.getAndAdd(ONE_EVENT + bytes);
    long now = before + ONE_EVENT + bytes;
    if (isAbove(now, HIGH_EVENTS, HIGH_BYTES)) {
      review();
      if (cost(before) > limit) {
        cut();
      }
    }
  }

  /** Counts an event whose handlers begin. Any thread. */
  void taken(int bytes) {
    long now = waiting.addAndGet(-ONE_EVENT - bytes);
    if (stopped && !isAbove(now, HIGH_EVENTS / 2, HIGH_BYTES / 2)) {
      reviewLater();
    }
  }

  /** Counts an acknowledgement that somebody waits for. Any thread. */
  void owed() {
    if (owedAcks.getAndIncrement() == 0 && stopped) {
      reviewLater();
    }
  }

  /** Counts an acknowledgement that has come or that nobody waits for any more. Any thread. */
  void settled(int acks) {
    owedAcks.addAndGet(-acks);
  }

  private void reviewLater() {
    Future<?> unused = connection.schedule(Duration.ZERO, this::review);
  }

  /** Event loop. Between the two marks reading stays as it is. */
  private void review() {
    boolean owed = owedAcks.get() > 0;
    if (!stopped && !owed && isAbove(waiting.get(), HIGH_EVENTS, HIGH_BYTES)) {
      stopped = true;
      connection.setReading(false);
    }
    // The counts are read after "stopped" is written: a handler that ends meanwhile sees it.
    if (stopped
        && (owedAcks.get() > 0 || !isAbove(waiting.get(), HIGH_EVENTS / 2, HIGH_BYTES / 2))) {
      stopped = false;
      connection.setReading(true);
    }
  }

  private void cut() {
    if (!cut) {
      cut = true;
      statistics.cutForReceived();
      connection.refuse(
          DisconnectReason.RECEIVE_BUFFER_FULL,
          "more than maxWaitingBytes of events wait for their handlers");
    }
  }

  private static boolean isAbove(long count, int events, int bytes) {
    return (count >>> BYTE_BITS) > events || (count & BYTES) > bytes;
  }

  private static long cost(long count) {
    return (count & BYTES) + (count >>> BYTE_BITS) * EVENT_OVERHEAD;
  }
}
