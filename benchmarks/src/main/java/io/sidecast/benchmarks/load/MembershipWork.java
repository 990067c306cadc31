package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Clients that join rooms of their own. The first tenth of them warms the server up and does not
 * count; the measurement is the growth of the server's heap, and of its memory, by the later ones.
 * Each membership, the only one of its room, is an operation.
 */
final class MembershipWork extends Work {

  private static final int FIRST = 10;

  private List<WireClient> members = List.of();
  private Runnable joined = () -> {};
  private LongConsumer heap = bytes -> {};
  private int waiting;

  MembershipWork(Stage stage) {
    super(stage);
  }

  @Override
  void start() {
    clients.open(
        request.ports().receiver(),
        request.clients(),
        new Clients.Opened(
            this,
            ready -> {
              members = ready;
              int first = Math.max(1, ready.size() / FIRST);
              join(ready.subList(0, first), () -> grow(ready.subList(first, ready.size())));
            }));
  }

  private void grow(List<WireClient> later) {
    readHeap(
        before -> {
          meter.open();
          long due = System.nanoTime();
          join(
              later,
              () -> {
                for (int i = 0; i < later.size() * ManyRooms.EACH; i++) {
                  meter.done(due);
                }
                readHeap(
                    after -> {
                      meter.heapGrowth(after - before);
                      meter.end();
                    });
              });
        });
  }

  private void join(List<WireClient> some, Runnable then) {
    waiting = some.size();
    joined = then;
    some.forEach(ManyRooms::join);
  }

  /** Reads the size of the heap after a garbage collection, when the server is idle. */
  private void readHeap(LongConsumer then) {
    heap = then;
    clients
        .loop()
        .schedule(
            () -> members.get(0).send("421[\"heap\"]"),
            (long) (request.pace().seconds() * 1e9),
            TimeUnit.NANOSECONDS);
  }

  @Override
  public void onAck(WireClient client, ByteBuf in, int data) {
    if (waiting == 0) {
      heap.accept(WireClient.number(in, data));
    } else if (--waiting == 0) {
      joined.run();
    }
  }
}
