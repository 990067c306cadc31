package io.sidecast.cluster.routing;

import io.sidecast.broker.BrokerException;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.membership.Membership;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.SidRoom;
import io.sidecast.cluster.queue.Outbox;
import io.sidecast.cluster.request.PendingRequests;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * The registrations of this node for rooms that are named like sockets of other nodes. This node
 * registers each of its rooms of that kind at the owner of the socket, which forwards the messages
 * for the room; so an emit to a socket id stays one publish. An emit for an owner that is not alive
 * is broadcast, and needs no registration.
 *
 * <p>An owner outside of the membership of this node may still be alive, as a member for others. So
 * this node registers there too. It counts the owner as absent if it neither confirms nor sends any
 * message within the wait. Absent owners are stored, and not waited for again. Thread-safe.
 */
public final class SidRoomRegistrations {

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);
  private static final int MAX_ABSENT_OWNERS = 1_024;

  /**
   * The maximum time to wait for an owner that may not be alive. A live owner confirms within a
   * round trip, or within this time if it is busy.
   */
  private static final Duration MAX_OWNER_TIMEOUT = Duration.ofSeconds(2);

  private final NodeId self;
  private final Outbox outbox;
  private final PendingRequests requests;
  private final Membership membership;
  private final Duration timeout;

  /** The time to wait for the confirmation of an owner outside of the membership. */
  private final Duration wait;

  private final Map<SidRoom, CompletableFuture<Void>> rooms = new ConcurrentHashMap<>();

  /** Owners that are not alive. A new one replaces the oldest. Guarded by itself. */
  private final Set<NodeId> absentOwners =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<NodeId, Boolean> eldest) {
              return size() > MAX_ABSENT_OWNERS;
            }
          });

  public SidRoomRegistrations(
      Outbox outbox, PendingRequests requests, Membership membership, ClusterSettings settings) {
    this.self = membership.self();
    this.outbox = outbox;
    this.requests = requests;
    this.membership = membership;
    this.timeout = settings.nodeTimeout();
    Duration heartbeat = settings.heartbeatInterval();
    this.wait = heartbeat.compareTo(MAX_OWNER_TIMEOUT) < 0 ? heartbeat : MAX_OWNER_TIMEOUT;
  }

  void register(SidRoom room) {
    if (!room.owner().equals(self)) {
      rooms.put(room, new CompletableFuture<>());
      sendRegistration(room);
    }
  }

  void unregister(SidRoom room) {
    if (rooms.remove(room) != null && !isOwnerAbsent(room.owner())) {
      CompletionStage<Void> unused =
          outbox.publish(ClusterChannels.ofNode(room.owner()), new Message.UnregisterSidRoom(room));
    }
  }

  public int size() {
    return rooms.size();
  }

  /**
   * The registration of a room.
   *
   * @return a stage that completes when an emit to the room that starts now, on any node, will
   *     arrive here; it fails with a {@link BrokerException} if the owner does not confirm
   */
  CompletionStage<Void> known(SidRoom room) {
    CompletableFuture<Void> confirmation = rooms.get(room);
    return confirmation == null || isOwnerAbsent(room.owner())
        ? DONE
        : confirmation.minimalCompletionStage();
  }

  /** Records that a node has left. Its id does not return, so its rooms need no registration. */
  public void nodeLeft(NodeId owner) {
    synchronized (absentOwners) {
      absentOwners.add(owner);
    }
    rooms.forEach(
        (room, confirmation) -> {
          if (room.owner().equals(owner)) {
            confirmation.complete(null);
          }
        });
  }

  private boolean isOwnerAbsent(NodeId owner) {
    if (membership.isAlive(owner)) {
      return false;
    }
    synchronized (absentOwners) {
      return absentOwners.contains(owner);
    }
  }

  /** Repeats the registrations at an owner, which may not have them. */
  public void registerAgain(NodeId owner) {
    rooms.keySet().stream()
        .filter(room -> room.owner().equals(owner))
        .forEach(this::sendRegistration);
  }

  /** Repeats the registrations that are not confirmed. */
  public void retry() {
    rooms.forEach(
        (room, confirmation) -> {
          if (!confirmation.isDone() || confirmation.isCompletedExceptionally()) {
            sendRegistration(room);
          }
        });
  }

  private void sendRegistration(SidRoom room) {
    NodeId owner = room.owner();
    if (isOwnerAbsent(owner)) {
      return;
    }
    boolean isNonMember = !membership.isAlive(owner);
    CompletableFuture<Void> confirmation =
        rooms.computeIfPresent(room, (same, before) -> fresh(before));
    if (confirmation != null) {
      publish(room, isNonMember)
          .whenComplete(
              (responses, failure) -> {
                if (failure != null) {
                  confirmation.completeExceptionally(failure);
                } else if (responses.missing().isEmpty() && responses.outstanding().isEmpty()) {
                  confirmation.complete(null);
                } else if (!membership.isAlive(owner)) {
                  nodeLeft(owner);
                } else if (!isNonMember) {
                  confirmation.completeExceptionally(unconfirmed(room));
                }
              });
    }
  }

  private CompletionStage<ClusterBus.RemoteResponses> publish(SidRoom room, boolean isNonMember) {
    LongFunction<CompletionStage<?>> publish =
        id ->
            outbox.publish(
                ClusterChannels.ofNode(room.owner()), new Message.RegisterSidRoom(id, room));
    return isNonMember
        ? requests.sendToNonMember(room.owner(), wait, publish)
        : requests.send(Set.of(room.owner()), timeout, publish);
  }

  private static CompletableFuture<Void> fresh(CompletableFuture<Void> before) {
    return before.isDone() ? new CompletableFuture<>() : before;
  }

  private static BrokerException unconfirmed(SidRoom room) {
    return new BrokerException(
        BrokerException.Kind.TIMEOUT,
        "node "
            + room.owner()
            + " has not confirmed the registration of room "
            + room.name()
            + " within the node timeout: it is retried; until then emits to the room may be lost");
  }
}
