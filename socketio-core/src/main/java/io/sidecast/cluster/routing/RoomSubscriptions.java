package io.sidecast.cluster.routing;

import io.sidecast.cluster.message.SidRoom;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The subscriptions and registrations that this node needs for the rooms of its sockets.
 *
 * <p>Every room belongs to a bucket, except rooms with the form of a socket id: messages for them
 * go to the node of that socket, or are broadcast. Thread-safe.
 */
public final class RoomSubscriptions {

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

  private final RoomBuckets buckets;
  private final BucketSubscriptions channels;
  private final SidRoomRegistrations sidRooms;

  public RoomSubscriptions(
      RoomBuckets buckets, BucketSubscriptions channels, SidRoomRegistrations sidRooms) {
    this.buckets = buckets;
    this.channels = channels;
    this.sidRooms = sidRooms;
  }

  public void occupied(String namespace, String room) {
    SidRoom sidRoom = SidRoom.of(namespace, room);
    if (sidRoom == null) {
      channels.occupied(buckets.of(namespace, room));
    } else {
      sidRooms.register(sidRoom);
    }
  }

  public void vacated(String namespace, String room) {
    SidRoom sidRoom = SidRoom.of(namespace, room);
    if (sidRoom == null) {
      channels.vacated(buckets.of(namespace, room));
    } else {
      sidRooms.unregister(sidRoom);
    }
  }

  public CompletionStage<Void> inForce(String namespace, Collection<String> rooms) {
    CompletionStage<Void> all = DONE;
    for (String room : rooms) {
      CompletionStage<Void> one = inForce(namespace, room);
      if (one != DONE) {
        all = all == DONE ? one : all.thenCompose(done -> one);
      }
    }
    return all;
  }

  private CompletionStage<Void> inForce(String namespace, String room) {
    SidRoom sidRoom = SidRoom.of(namespace, room);
    return sidRoom == null
        ? channels.inForce(buckets.of(namespace, room))
        : sidRooms.known(sidRoom);
  }
}
