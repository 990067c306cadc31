package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.sidecast.benchmarks.measure.Meter;
import io.sidecast.benchmarks.measure.Request;

/** One kind of traffic. On the event loop. It connects, starts the meter, and keeps going. */
abstract class Work implements WireListener {

  final Request request;
  final Meter meter;
  final Clients clients;

  Work(Stage stage) {
    this.request = stage.request();
    this.meter = stage.meter();
    this.clients = stage.clients();
  }

  /**
   * What a work is made of.
   *
   * @param request what is asked
   * @param meter counts
   * @param clients opens connections
   */
  record Stage(Request request, Meter meter, Clients clients) {}

  static Work of(Stage stage) {
    return switch (stage.request().work()) {
      case "fan-out" -> new FanOutWork(stage);
      case "sid" -> new SidWork(stage);
      case "echo" -> new EchoWork(stage);
      case "connect" -> new ConnectWork(stage);
      case "idle" -> new IdleWork(stage);
      default -> throw new IllegalArgumentException("unknown work " + stage.request().work());
    };
  }

  /** Connects, and then starts the meter and sends. */
  abstract void start();

  /** A message is due, at a fixed rate. */
  void due(long nanos) {
    throw new IllegalArgumentException(request.work() + " has no fixed rate; asked at " + nanos);
  }

  /** Starts the meter, and sends what may be on its way at a time if nothing has a fixed rate. */
  final void begin(int senders) {
    meter.startWarmUp(clients.loop());
    if (request.pace().closedLoop()) {
      for (int i = 0; i < senders * request.pace().window(); i++) {
        next(i % senders);
      }
    }
  }

  /** A sender may send again. */
  void next(int sender) {
    throw new IllegalStateException("no sender " + sender);
  }

  /** Counts a message, and says whether its sender is to send again. */
  final boolean arrived(ByteBuf in, int data) {
    meter.done(StampedFrame.read(in, data));
    return request.pace().closedLoop() && !meter.isOver();
  }

  @Override
  public void onReady(WireClient client) {}

  @Override
  public void onClosed(WireClient client) {}
}
