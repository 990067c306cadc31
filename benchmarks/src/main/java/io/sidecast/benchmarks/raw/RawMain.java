package io.sidecast.benchmarks.raw;

import io.sidecast.benchmarks.measure.Conversation;
import io.sidecast.benchmarks.measure.Meter;
import io.sidecast.benchmarks.measure.Pacer;
import io.sidecast.benchmarks.measure.Request;
import io.sidecast.benchmarks.measure.Result;
import io.sidecast.benchmarks.measure.Traffic;
import java.net.URI;
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
  private volatile @Nullable Run run;

  private RawMain(RawClient client) throws Exception {
    this.client = client;
    client.subscribe(this::arrived);
  }

  /**
   * Answers requests until standard input ends.
   *
   * @param args the URI of the broker and a name for the channel
   * @throws Exception if the broker cannot be reached
   */
  public static void main(String[] args) throws Exception {
    var main = new RawMain(client(args[0], args[1]));
    Conversation.run(main::measure);
    System.exit(0);
  }

  private static RawClient client(String uri, String channel) throws Exception {
    String scheme = URI.create(uri).getScheme();
    return switch (scheme) {
      case "redis" -> new RawRedis(uri, channel);
      case "nats" -> new RawNats(uri, channel);
      case "amqp" -> new RawRabbitMq(uri, channel);
      case "kafka" -> new RawKafka(uri, channel);
      default -> throw new IllegalArgumentException("no raw client for " + scheme);
    };
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
    var pacer = new Pacer(request.pace().rate(), due -> publishNow(next, due)).start(timer);
    CompletableFuture<Result> result = meter.result();
    return result.whenComplete((done, failure) -> pacer.cancel(false));
  }

  private void publishAll(Run current) {
    try {
      while (!current.meter().isOver()) {
        if (!await(current.window())) {
          current.meter().fail(new IllegalStateException("no message came back from the broker"));
          return;
        }
        publish(current, System.nanoTime());
      }
      client.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Acquires a place in the window. A burst of messages ends when the window is full. */
  private boolean await(Semaphore window) throws InterruptedException {
    if (window.tryAcquire()) {
      return true;
    }
    client.flush();
    return window.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
  }

  private void publishNow(Run current, long due) {
    publish(current, due);
    client.flush();
  }

  private void publish(Run current, long due) {
    try {
      var message = ByteBuffer.allocate(current.request().bytes());
      client.publish(message.putLong(due).array());
    } catch (Exception failure) {
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
