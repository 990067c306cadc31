package io.sidecast.socket;

import io.sidecast.connection.Connection;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.limit.Limit;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The packet of one connection whose attachments have not all arrived. Its bytes count as events
 * that wait for handlers. The connection is closed if they are many while too many events of all
 * clients wait, and if the next attachment does not arrive in time. Confined to the event loop of
 * the connection.
 */
final class IncompletePacket {

  private final Connection connection;
  private final ReceiveWindow window;
  private final WaitingEvents all;
  private final long timeoutNanos;
  private int bytes;
  private long lastPart;

  /** Whether a task checks the time. It ends after the packet is complete, not with it. */
  private boolean timing;

  IncompletePacket(Connection connection, ReceiveWindow window, Namespaces namespaces) {
    this.connection = connection;
    this.window = window;
    this.all = namespaces.waitingEvents();
    this.timeoutNanos = namespaces.settings().timeouts().connect().toNanos();
  }

  /**
   * Counts a part that has arrived, which is not the last one.
   *
   * @return the limit that is exceeded, or null
   */
  @Nullable Limit part(int size) {
    bytes += size + ReceiveWindow.EVENT_OVERHEAD;
    all.add(size + ReceiveWindow.EVENT_OVERHEAD);
    lastPart = System.nanoTime();
    if (!timing) {
      timing = true;
      expireIn(timeoutNanos);
    }
    return bytes > ReceiveWindow.FULL_BYTES && all.refuses() ? Limit.WAITING_EVENT_BYTES : null;
  }

  /** Ends the count, because the last part has arrived or the connection has ended. */
  void end() {
    if (bytes > 0) {
      all.remove(bytes);
      bytes = 0;
    }
  }

  private void expireIn(long nanos) {
    Future<?> unused = connection.schedule(Duration.ofNanos(nanos), this::expire);
  }

  private void expire() {
    if (bytes == 0) {
      timing = false;
      return;
    }
    if (window.isStopped()) {
      lastPart = System.nanoTime(); // the attachment may wait in the network
    }
    long left = timeoutNanos - (System.nanoTime() - lastPart);
    if (left > 0) {
      expireIn(left);
    } else {
      connection.refuse(
          DisconnectReason.FORCED_CLOSE,
          "no attachment within "
              + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
              + " ms after the part before it");
    }
  }
}
