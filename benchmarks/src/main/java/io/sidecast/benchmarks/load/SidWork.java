package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of clients: each sender emits to the sid of its receiver. A message that arrives there is
 * an operation.
 */
final class SidWork extends SenderWork {

  private final List<StampedFrame> frames = new ArrayList<>();

  SidWork(Stage stage) {
    super(stage);
  }

  @Override
  void start() {
    clients.open(
        request.ports().receiver(), request.clients(), new Clients.Opened(this, this::address));
  }

  private void address(List<WireClient> receivers) {
    for (WireClient receiver : receivers) {
      String before = "42[\"emit_sid\",{\"sid\":\"" + receiver.sid() + "\",\"data\":\"";
      frames.add(new StampedFrame(before, request.bytes(), "\"}]"));
    }
    openSenders(request.ports().sender());
  }

  @Override
  StampedFrame frame(int sender) {
    return frames.get(sender);
  }

  @Override
  public void onMessage(WireClient client, ByteBuf in, int data) {
    if (arrived(in, data)) {
      next(client.index);
    }
  }
}
