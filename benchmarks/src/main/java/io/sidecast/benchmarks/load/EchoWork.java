package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;

/**
 * Each client requests an acknowledgement with the data that it has sent. A round trip is an
 * operation.
 */
final class EchoWork extends SenderWork {

  private final StampedFrame frame;

  EchoWork(Stage stage) {
    super(stage);
    this.frame = new StampedFrame("421[\"echo\",\"", request.bytes(), "\"]");
  }

  @Override
  void start() {
    openSenders(request.ports().receiver());
  }

  @Override
  StampedFrame frame(int sender) {
    return frame;
  }

  @Override
  public void onAck(WireClient client, ByteBuf in, int data) {
    if (arrived(in, data)) {
      next(client.index);
    }
  }
}
