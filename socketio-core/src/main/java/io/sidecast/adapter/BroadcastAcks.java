package io.sidecast.adapter;

import io.sidecast.cluster.ClusterListener.Responder;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import io.sidecast.packet.ResponsePart;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event that waits for the acknowledgements of members of this node. Any thread. */
final class BroadcastAcks {

  private final long ackId;
  private final List<LocalSocket> members;
  private final Responder responder;
  private int clients;
  private int answered;
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
            public void answered(Payload part) {
              onAnswer(part);
            }

            @Override
            public void left() {
              onLeft();
            }
          });
    }
  }

  /**
   * Forgets the acknowledgement after the timeout. The only member's answer usually comes soon and
   * then saves a report of its own; if it does not, the asker still learns in time that we live.
   */
  synchronized void expireAfter(Duration timeout, ScheduledExecutorService timer) {
    if (!isDone()) {
      long nanos = timeout.toNanos();
      halfTime = timer.schedule(this::reportClients, nanos / 2, TimeUnit.NANOSECONDS);
      deadline = timer.schedule(this::expire, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Nobody waits any more. May be called more than once. */
  void expire() {
    members.forEach(member -> member.forget(ackId));
    cancelTimers();
  }

  private synchronized void cancelTimers() {
    cancel(halfTime);
    cancel(deadline);
  }

  private synchronized void onAnswer(Payload part) {
    answered++;
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
    return answered == clients;
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
