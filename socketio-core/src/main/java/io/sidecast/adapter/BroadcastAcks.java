package io.sidecast.adapter;

import io.sidecast.cluster.bus.ClusterListener.Responder;
import io.sidecast.operation.ResponsePart;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects the acknowledgements that sockets of this node owe for one event. Thread-safe. */
final class BroadcastAcks {

  private final long ackId;
  private final List<LocalSocket> members;
  private final Responder responder;
  private final long start = System.nanoTime();
  private int clients;
  private int acknowledged;
  private boolean reported;
  private @Nullable Future<?> halfTime;
  private @Nullable Future<?> deadline;

  BroadcastAcks(long ackId, List<LocalSocket> members, Responder responder) {
    this.ackId = ackId;
    this.members = members;
    this.responder = responder;
    this.clients = members.size();
  }

  void emitWithAck(EncodedPacket event) {
    if (members.size() != 1) {
      reportClients();
    }
    for (LocalSocket member : members) {
      member.emitWithAck(
          ackId,
          event,
          new LocalSocket.AckListener() {
            @Override
            public long elapsedNanos() {
              return System.nanoTime() - start;
            }

            @Override
            public void acknowledged(Payload part) {
              onAcknowledged(part);
            }

            @Override
            public void left() {
              onLeft();
            }

            @Override
            public void refused() {} // counts as a client that does not acknowledge
          });
    }
  }

  /**
   * Stops waiting for acknowledgements after the timeout. An event for one socket sends no report
   * at first, because the acknowledgement usually arrives soon and includes one. Otherwise the
   * report at half of the timeout shows the requester that this node is alive.
   */
  synchronized void expireAfter(Duration timeout, ScheduledExecutorService timer) {
    if (!isDone()) {
      long nanos = timeout.toNanos();
      halfTime = timer.schedule(this::reportClients, nanos / 2, TimeUnit.NANOSECONDS);
      deadline = timer.schedule(this::expire, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Removes the acknowledgement listeners and cancels the timers. Idempotent. */
  void expire() {
    members.forEach(member -> member.forget(ackId));
    cancelTimers();
  }

  private synchronized void cancelTimers() {
    cancel(halfTime);
    cancel(deadline);
  }

  private synchronized void onAcknowledged(Payload part) {
    acknowledged++;
    progress(List.of(new ResponsePart.Acknowledgement(part)));
  }

  private synchronized void onLeft() {
    clients--;
    progress(List.of());
  }

  private synchronized void reportClients() {
    if (!reported) {
      progress(List.of());
    }
  }

  private void progress(List<ResponsePart> parts) {
    reported = true;
    responder.send(clients, parts);
    if (isDone()) {
      cancelTimers();
    }
  }

  private boolean isDone() {
    return acknowledged == clients;
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
