package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Consumer;

/**
 * Opens the clients of a work and lets each of them join rooms of its own. Confined to the event
 * loop.
 */
final class ManyRooms implements WireListener {

  /** The number of rooms of each client. */
  static final int EACH = 5;

  private final Work work;
  private final Consumer<List<WireClient>> then;
  private List<WireClient> members = List.of();
  private int joined;

  /**
   * Creates an instance.
   *
   * @param work receives the messages that arrive afterwards
   * @param then receives the clients when all have joined
   */
  ManyRooms(Work work, Consumer<List<WireClient>> then) {
    this.work = work;
    this.then = then;
  }

  void open() {
    work.clients.open(
        work.request.ports().receiver(),
        work.request.clients(),
        new Clients.Opened(
            this,
            ready -> {
              members = ready;
              ready.forEach(ManyRooms::join);
            }));
  }

  /** Lets one client join its rooms, in which no other client is. */
  static void join(WireClient client) {
    client.send("420[\"join_rooms\"," + range(client.index * EACH, EACH) + "]");
  }

  /** Returns the argument of an event about several rooms. */
  static String range(int first, int count) {
    return "{\"first\":" + first + ",\"count\":" + count + "}";
  }

  @Override
  public void onReady(WireClient client) {}

  @Override
  public void onMessage(WireClient client, ByteBuf in, int data) {
    work.onMessage(client, in, data);
  }

  @Override
  public void onAck(WireClient client, ByteBuf in, int data) {
    if (joined == members.size()) {
      work.onAck(client, in, data);
    } else if (++joined == members.size()) {
      then.accept(members);
    }
  }

  @Override
  public void onClosed(WireClient client) {}
}
