package io.sidecast.socket;

import io.sidecast.connection.Connection;
import io.sidecast.connection.DisconnectReason;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * The flow control of one connection: counts the events that wait for their handlers, and the
 * acknowledgements that the client owes.
 *
 * <p>Above a first limit, 1,024 events or 1 MiB, the connection is not read until at most half of
 * that waits. While too many events of all clients wait, the connection is not read until none of
 * its own waits. While the client owes an acknowledgement, the connection is read nevertheless,
 * because a handler may wait for it. Above a second limit the connection is closed; the limit is
 * lower while too many events of all clients wait.
 *
 * <p>Reading starts and stops on the event loop of the connection, each time according to the
 * current counts, so the order of the calls does not matter. Thread-safe.
 */
final class ReceiveWindow {

  static final int HIGH_EVENTS = 1_024;
  static final int HIGH_BYTES = 1 << 20;

  /** The second limit while too many events of all clients wait. */
  static final int FULL_BYTES = 64 * 1024;

  /** The bytes that the second limit counts for an event in addition to its payload. */
  static final int EVENT_OVERHEAD = 100;

  /**
   * The number of low bits of the counter that hold the bytes. The bits above hold the number of
   * events.
   */
  private static final int BYTE_BITS = 40;

  private static final long ONE_EVENT = 1L << BYTE_BITS;
  private static final long BYTES = ONE_EVENT - 1;

  private static final AtomicLongFieldUpdater<ReceiveWindow> WAITING =
      AtomicLongFieldUpdater.newUpdater(ReceiveWindow.class, "waiting");
  private static final AtomicIntegerFieldUpdater<ReceiveWindow> OWED_ACKS =
      AtomicIntegerFieldUpdater.newUpdater(ReceiveWindow.class, "owedAcks");

  private final Connection connection;
  private final long limit;
  private final DisconnectStatistics statistics;
  private final WaitingEvents all;
  private volatile long waiting;
  private volatile int owedAcks;

  /** Written on the event loop only. */
  private volatile boolean stopped;

  /** Confined to the event loop. */
  private boolean cut;

  ReceiveWindow(Connection connection, Namespaces namespaces) {
    this.connection = connection;
    this.limit = namespaces.settings().maxWaitingBytes();
    this.statistics = namespaces.ends();
    this.all = namespaces.waitingEvents();
  }

  /**
   * Counts an event that has arrived. Called on the event loop, before the mailbox receives the
   * event.
   */
  void arrived(int bytes) {
    long before = WAITING.getAndAdd(this, ONE_EVENT + bytes);
    long now = before + ONE_EVENT + bytes;
    all.add(bytes + EVENT_OVERHEAD);
    if (all.isFull() || isAbove(now, HIGH_EVENTS, HIGH_BYTES)) {
      updateReading();
      if (cost(before) > limit()) {
        cut();
      }
    }
  }

  /** Counts an event whose handlers start. Thread-safe. */
  void taken(int bytes) {
    all.remove(bytes + EVENT_OVERHEAD);
    long now = WAITING.addAndGet(this, -ONE_EVENT - bytes);
    if (stopped && mayResume(now)) {
      scheduleUpdate();
    }
  }

  /** Counts an acknowledgement that the client owes. Thread-safe. */
  void owed() {
    if (OWED_ACKS.getAndIncrement(this) == 0 && stopped) {
      scheduleUpdate();
    }
  }

  /** Counts acknowledgements that have arrived or are no longer expected. Thread-safe. */
  void settled(int acks) {
    OWED_ACKS.addAndGet(this, -acks);
  }

  /** Returns whether the connection is not read. Thread-safe. */
  boolean isStopped() {
    return stopped;
  }

  private void scheduleUpdate() {
    Future<?> unused = connection.schedule(Duration.ZERO, this::updateReading);
  }

  /**
   * Stops or resumes reading according to the counts. Between the low and the high limit, reading
   * does not change. Event loop only.
   */
  private void updateReading() {
    boolean owed = owedAcks > 0;
    if (!stopped && !owed && mustStop(waiting)) {
      stopped = true;
      connection.setReading(false);
    }
    // The counts are read after "stopped" is written: a handler that starts meanwhile reads the new
    // value and schedules an update.
    if (stopped && (owedAcks > 0 || mayResume(waiting))) {
      stopped = false;
      connection.setReading(true);
    }
  }

  private boolean mustStop(long count) {
    return isAbove(count, HIGH_EVENTS, HIGH_BYTES) || (count > 0 && all.refuses());
  }

  /**
   * Returns whether reading may resume. With no waiting event it may in any case, because no
   * handler would start that resumes it later.
   */
  private boolean mayResume(long count) {
    return count == 0 || (!all.isFull() && !isAbove(count, HIGH_EVENTS / 2, HIGH_BYTES / 2));
  }

  private long limit() {
    return owedAcks > 0 && all.isFull() ? Math.min(limit, FULL_BYTES) : limit;
  }

  private void cut() {
    if (!cut) {
      cut = true;
      statistics.receiveBufferFull();
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
