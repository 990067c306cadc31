package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.sidecast.benchmarks.measure.Meter;
import io.sidecast.benchmarks.measure.Request;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One kind of traffic. It connects clients, starts the meter, and sends. Confined to the event
 * loop.
 */
abstract class Work implements WireListener {

  final Request request;
  final Meter meter;
  final Clients clients;
  private final ScheduledExecutorService timer;

  Work(Stage stage) {
    this.request = stage.request();
    this.meter = stage.meter();
    this.clients = stage.clients();
    this.timer = stage.timer();
  }

  /**
   * The parts that a work is made from.
   *
   * @param request the requested measurement
   * @param meter counts the operations
   * @param clients opens the connections
   * @param timer starts and ends the measurement
   */
  record Stage(Request request, Meter meter, Clients clients, ScheduledExecutorService timer) {}

  static Work of(Stage stage) {
    return switch (stage.request().work()) {
      case "fan-out" -> new FanOutWork(stage);
      case "sid" -> new SidWork(stage);
      case "echo" -> new EchoWork(stage);
      case "connect" -> new ConnectWork(stage);
      case "idle" -> new IdleWork(stage);
      case "memberships" -> new MembershipWork(stage);
      case "join" -> new JoinWork(stage);
      case "large-room" -> new LargeRoomWork(stage);
      case "fetch" -> new FetchWork(stage);
      default -> throw new IllegalArgumentException("unknown work " + stage.request().work());
    };
  }

  /** Connects, then starts the meter and sends. */
  abstract void start();

  /** Sends a message that is due at a fixed rate. */
  void due(long nanos) {
    throw new IllegalArgumentException(request.work() + " has no fixed rate; due at " + nanos);
  }

  /** Starts the meter and, without a fixed rate, sends the messages of the window. */
  final void begin(int senders) {
    meter.startWarmUp(timer);
    if (request.pace().closedLoop()) {
      for (int i = 0; i < senders * request.pace().window(); i++) {
        next(i % senders);
      }
    }
  }

  /** Sends the next message of a sender. */
  void next(int sender) {
    throw new IllegalStateException("no sender " + sender);
  }

  /** Counts a message and returns whether its sender sends again. */
  final boolean arrived(ByteBuf in, int data) {
    meter.done(StampedFrame.read(in, data));
    return request.pace().closedLoop() && !meter.isOver();
  }

  @Override
  public void onReady(WireClient client) {}

  @Override
  public void onClosed(WireClient client) {}
}
