package io.sidecast.cluster;

import io.sidecast.broker.BrokerException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rooms of this node's sockets that are named like sockets of other nodes. The owner of each is
 * told, and passes on what comes for the room; so an emit to a socket id stays one publish. What
 * comes for an owner that is not alive is broadcast, and nobody need be told. Any thread.
 */
final class Visits {

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

  private final NodeId self;
  private final Outbox outbox;
  private final Requests requests;
  private final Membership membership;
  private final Duration timeout;
  private final Map<SidRoom, CompletableFuture<Void>> rooms = new ConcurrentHashMap<>();

  Visits(Outbox outbox, Requests requests, Membership membership, Duration timeout) {
    this.self = membership.self();
    this.outbox = outbox;
    this.requests = requests;
    this.membership = membership;
    this.timeout = timeout;
  }

  void begin(SidRoom room) {
    if (!room.owner().equals(self)) {
      rooms.put(room, new CompletableFuture<>());
      tell(room);
    }
  }

  void end(SidRoom room) {
    if (rooms.remove(room) != null && membership.isAlive(room.owner())) {
      CompletionStage<Void> unused =
          outbox.publish(Routes.channelOf(room.owner()), new Message.VisitEnded(room));
    }
  }

  int size() {
    return rooms.size();
  }

  /** Completes when an emit to this room that starts now, on any node, will arrive here. */
  CompletionStage<Void> known(SidRoom room) {
    CompletableFuture<Void> told = rooms.get(room);
    return told == null || !membership.isAlive(room.owner()) ? DONE : told.minimalCompletionStage();
  }

  /** The owner knows nothing of this node any more, or not yet. */
  void tellAgain(NodeId owner) {
    rooms.keySet().stream().filter(room -> room.owner().equals(owner)).forEach(this::tell);
  }

  /** Once more to the owners that did not confirm. */
  void retry() {
    rooms.forEach(
        (room, told) -> {
          if (!told.isDone() || told.isCompletedExceptionally()) {
            tell(room);
          }
        });
  }

  private void tell(SidRoom room) {
    if (!membership.isAlive(room.owner())) {
      return;
    }
    CompletableFuture<Void> told = rooms.computeIfPresent(room, (same, before) -> fresh(before));
    if (told != null) {
      publish(room)
          .whenComplete(
              (answers, failure) -> {
                if (failure != null) {
                  told.completeExceptionally(failure);
                } else if (answers.missing().isEmpty() && answers.outstanding().isEmpty()) {
                  told.complete(null);
                } else if (membership.isAlive(room.owner())) {
                  told.completeExceptionally(unconfirmed(room));
                } else {
                  told.complete(null);
                }
              });
    }
  }

  private CompletionStage<ClusterBus.RemoteAnswers> publish(SidRoom room) {
    return requests.send(
        Set.of(room.owner()),
        timeout,
        id -> outbox.publish(Routes.channelOf(room.owner()), new Message.Visit(id, room)));
  }

  private static CompletableFuture<Void> fresh(CompletableFuture<Void> before) {
    return before.isDone() ? new CompletableFuture<>() : before;
  }

  private static BrokerException unconfirmed(SidRoom room) {
    return new BrokerException(
        BrokerException.Kind.TIMEOUT,
        "node "
            + room.owner()
            + " has not confirmed in time that it will pass on what comes for room "
            + room.name()
            + ": it is tried again; until then emits of other nodes to that room may not arrive");
  }
}
