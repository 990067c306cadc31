package io.sidecast.benchmarks.load;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.sidecast.benchmarks.measure.Conversation;
import io.sidecast.benchmarks.measure.Meter;
import io.sidecast.benchmarks.measure.Pacer;
import io.sidecast.benchmarks.measure.Request;
import io.sidecast.benchmarks.measure.Result;
import io.sidecast.benchmarks.measure.Traffic;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;

/** The process of the load generator. */
public final class LoadMain {

  private final EventLoop loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()).next();

  /** Two threads: for the pacer, and for the start and the end of measurements. */
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);

  private LoadMain() {}

  /**
   * Answers requests until standard input ends.
   *
   * @param args none
   * @throws IOException if standard input cannot be read
   */
  public static void main(String[] args) throws IOException {
    Conversation.run(new LoadMain()::measure);
    System.exit(0);
  }

  private CompletionStage<Result> measure(Request request) {
    var traffic = new Traffic();
    var meter = new Meter(request, traffic);
    var clients = new Clients(loop, traffic, meter::fail);
    var work = Work.of(new Work.Stage(request, meter, clients, timer));
    loop.execute(() -> guarded(work::start, meter));
    Future<?> pacer = pace(request, work);
    var closed = new CompletableFuture<Void>();
    meter
        .result()
        .whenComplete(
            (result, failure) -> {
              pacer.cancel(false);
              loop.execute(() -> clients.close(() -> closed.complete(null)));
            });
    return closed.thenCompose(nothing -> meter.result());
  }

  private Future<?> pace(Request request, Work work) {
    return request.pace().closedLoop()
        ? CompletableFuture.completedFuture(null)
        : new Pacer(request.pace().rate(), due -> loop.execute(() -> work.due(due))).start(timer);
  }

  private static void guarded(Runnable start, Meter meter) {
    try {
      start.run();
    } catch (RuntimeException failure) {
      meter.fail(failure);
    }
  }
}
