package io.sidecast.benchmarks.raw;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.sidecast.benchmarks.measure.Conversation;
import io.sidecast.benchmarks.measure.Meter;
import io.sidecast.benchmarks.measure.Pacer;
import io.sidecast.benchmarks.measure.Request;
import io.sidecast.benchmarks.measure.Result;
import io.sidecast.benchmarks.measure.Traffic;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process of a broker's own client. A message that has come back is an operation. */
public final class RawMain {

  private static final long MAX_WAIT_SECONDS = 10;

  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final RawClient client;
  private final String channel;
  private volatile @Nullable Run run;

  private RawMain(RawClient client, String channel) throws Exception {
    this.client = client;
    this.channel = channel;
    client.subscribe(channel, this::arrived);
  }

  /**
   * Answers requests until standard input ends.
   *
   * @param args the URI of the broker and a name for the channel
   * @throws Exception if the broker cannot be reached
   */
  public static void main(String[] args) throws Exception {
    EventLoop loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()).next();
    var main = new RawMain(RawClient.connect(args[0], loop), args[1]);
    Conversation.run(main::measure);
    System.exit(0);
  }

  /** One measurement. The window limits the number of messages in transit. */
  private record Run(Meter meter, Request request, Semaphore window) {}

  private CompletionStage<Result> measure(Request request) {
    var meter = new Meter(request, new Traffic());
    var window = new Semaphore(request.pace().window() * request.clients());
    var next = new Run(meter, request, window);
    run = next;
    meter.startWarmUp(timer);
    if (request.pace().closedLoop()) {
      var publisher = new Thread(() -> publishAll(next), "raw-publisher");
      publisher.setDaemon(true);
      publisher.start();
      return meter.result();
    }
    var pacer = new Pacer(request.pace().rate(), due -> publish(next, due)).start(timer);
    CompletableFuture<Result> result = meter.result();
    return result.whenComplete((done, failure) -> pacer.cancel(false));
  }

  private void publishAll(Run current) {
    try {
      while (!current.meter().isOver()) {
        if (!current.window().tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
          current.meter().fail(new IllegalStateException("no message came back from the broker"));
          return;
        }
        publish(current, System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publish(Run current, long due) {
    try {
      var message = ByteBuffer.allocate(current.request().bytes());
      client.publish(channel, message.putLong(due).array());
    } catch (RuntimeException failure) {
      current.meter().fail(failure);
    }
  }

  private void arrived(byte[] message) {
    Run current = run;
    if (current != null) {
      current.meter().done(ByteBuffer.wrap(message).getLong());
      current.window().release();
    }
  }
}
