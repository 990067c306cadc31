package io.sidecast.adapter;

import io.sidecast.Nanoseconds;
import io.sidecast.limit.Limits;
import io.sidecast.operation.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** Measures the lookup of a room of 500 of 5,000 sockets, and of one socket of them. */
public class RoomsBenchmark extends Nanoseconds {

  private static final int SOCKETS = 5_000;
  private static final int IN_ROOM = 500;

  private final Rooms rooms = new Rooms(new Unwatched(), new Limits(Map.of()));
  private final List<LocalSocket> members = new ArrayList<>();
  private final Audience room = Audience.allSockets("/").to(List.of("room"));
  private final Audience socket;

  /** A socket that accepts every packet and does nothing. */
  private record Sink(String id) implements LocalSocket {

    @Override
    public String namespaceName() {
      return "/";
    }

    @Override
    public void deliver(EncodedPacket packet) {}

    @Override
    public void emitWithAck(long ackId, EncodedPacket event, AckListener listener) {}

    @Override
    public void forget(long ackId) {}

    @Override
    public void disconnect(boolean close) {}

    @Override
    public Payload details() {
      return Payload.EMPTY;
    }
  }

  /** A listener that ignores the occupancy of rooms. */
  private static final class Unwatched implements Rooms.OccupancyListener {

    @Override
    public void occupied(String room) {}

    @Override
    public void vacated(String room) {}
  }

  /** Creates the sockets and joins the room. */
  public RoomsBenchmark() {
    for (int i = 0; i < SOCKETS; i++) {
      var member = new Sink("socket-%013d".formatted(i));
      members.add(member);
      rooms.add(member);
      if (i < IN_ROOM) {
        rooms.join(member, List.of("room"));
      }
    }
    socket = Audience.allSockets("/").to(List.of(members.get(SOCKETS / 2).id()));
  }

  /** Visits all sockets in a room. */
  @Benchmark
  public void room(Blackhole hole) {
    rooms.forEach(room, hole::consume);
  }

  /** Visits one socket by its id. */
  @Benchmark
  public void socket(Blackhole hole) {
    rooms.forEach(socket, hole::consume);
  }

  /** Joins a room and leaves it. */
  @Benchmark
  public void joinAndLeave() {
    LocalSocket member = members.get(SOCKETS - 1);
    rooms.join(member, List.of("room"));
    rooms.leave(member, "room");
  }
}
