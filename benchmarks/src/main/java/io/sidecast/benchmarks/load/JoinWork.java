package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Clients that are each in rooms of their own, of which some join further rooms one by one and
 * leave them again. A room that was joined and left is an operation; the time is that of all rooms
 * of one event.
 */
final class JoinWork extends Work {

  private static final int SENDERS = 50;
  private static final int ROOMS = 100;

  private final long[] started = new long[SENDERS];
  private List<WireClient> members = List.of();

  JoinWork(Stage stage) {
    super(stage);
  }

  @Override
  void start() {
    new ManyRooms(
            this,
            joined -> {
              members = joined;
              begin(SENDERS);
            })
        .open();
  }

  @Override
  void next(int sender) {
    started[sender] = System.nanoTime();
    int first = members.size() * ManyRooms.EACH + sender * ROOMS;
    members.get(sender).send("420[\"join_and_leave\"," + ManyRooms.range(first, ROOMS) + "]");
  }

  @Override
  public void onAck(WireClient client, ByteBuf in, int data) {
    for (int i = 0; i < ROOMS; i++) {
      meter.done(started[client.index]);
    }
    if (!meter.isOver()) {
      next(client.index);
    }
  }
}
