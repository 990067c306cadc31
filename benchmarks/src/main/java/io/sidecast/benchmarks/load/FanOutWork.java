package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One client emits to a room with many members. A delivery to one member is an operation. */
class FanOutWork extends Work {

  private static final String ROOM = "bench";
  private static final String JOIN = "420[\"join\",\"" + ROOM + "\"]";

  private final StampedFrame frame;
  private @Nullable WireClient sender;
  private int size;
  private int joined;
  private long deliveries;

  FanOutWork(Stage stage) {
    super(stage);
    String before = "42[\"to_room\",{\"room\":\"" + ROOM + "\",\"data\":\"";
    this.frame = new StampedFrame(before, request.bytes(), "\"}]");
  }

  @Override
  void start() {
    clients.open(
        request.ports().receiver(), request.clients(), new Clients.Opened(this, this::join));
  }

  /** Lets clients join the room, and then emits to it. */
  final void join(List<WireClient> receivers) {
    size = receivers.size();
    receivers.forEach(receiver -> receiver.send(JOIN));
  }

  @Override
  public void onAck(WireClient client, ByteBuf in, int data) {
    if (++joined == size) {
      clients.open(
          request.ports().sender(),
          1,
          new Clients.Opened(
              this,
              senders -> {
                sender = senders.get(0);
                begin(1);
              }));
    }
  }

  @Override
  void next(int only) {
    due(System.nanoTime());
  }

  @Override
  void due(long nanos) {
    if (sender != null) {
      sender.send(frame.due(nanos));
    }
  }

  @Override
  public void onMessage(WireClient client, ByteBuf in, int data) {
    boolean more = arrived(in, data);
    if (++deliveries % size == 0 && more) {
      next(0);
    }
  }
}
