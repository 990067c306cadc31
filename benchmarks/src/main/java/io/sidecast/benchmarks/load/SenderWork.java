package io.sidecast.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Work with many senders: each sends when its last message has arrived, or they take turns at a
 * fixed rate.
 */
abstract class SenderWork extends Work {

  private final List<WireClient> senders = new ArrayList<>();
  private int turn;

  SenderWork(Stage stage) {
    super(stage);
  }

  /** Returns the frame that a sender sends. */
  abstract StampedFrame frame(int sender);

  final void openSenders(int port) {
    clients.open(
        port,
        request.clients(),
        new Clients.Opened(
            this,
            ready -> {
              senders.addAll(ready);
              begin(ready.size());
            }));
  }

  @Override
  final void next(int sender) {
    send(sender, System.nanoTime());
  }

  @Override
  final void due(long nanos) {
    if (!senders.isEmpty()) {
      send(turn++ % senders.size(), nanos);
    }
  }

  private void send(int sender, long due) {
    senders.get(sender).send(frame(sender).due(due));
  }
}
