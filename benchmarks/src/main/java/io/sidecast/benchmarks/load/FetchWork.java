package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Clients that are each in rooms of their own, and one client more, whose server fetches all
 * sockets of the cluster. A fetched socket is an operation; the time is that of the whole fetch.
 */
final class FetchWork extends Work {

  private @Nullable WireClient sender;
  private long started;

  FetchWork(Stage stage) {
    super(stage);
  }

  @Override
  void start() {
    new ManyRooms(this, members -> openSender()).open();
  }

  private void openSender() {
    clients.open(
        request.ports().sender(),
        1,
        new Clients.Opened(
            this,
            ready -> {
              sender = ready.get(0);
              begin(1);
            }));
  }

  @Override
  void next(int only) {
    if (sender != null) {
      started = System.nanoTime();
      sender.send("420[\"fetch\"]");
    }
  }

  @Override
  public void onAck(WireClient client, ByteBuf in, int data) {
    long fetched = WireClient.number(in, data);
    if (fetched != request.clients() + 1) {
      meter.fail(new IllegalStateException("the server fetched %d sockets".formatted(fetched)));
      return;
    }
    for (int i = 0; i < fetched; i++) {
      meter.done(started);
    }
    if (!meter.isOver()) {
      next(0);
    }
  }
}
