package io.sidecast.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sidecast.SocketIoServer;
import io.sidecast.benchmarks.measure.Traffic;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests how much the server allocates, over real sockets. On a busy machine times vary and
 * allocations do not. The bounds are about half above the measured values, so that a doubling
 * fails. They hold for a JVM without escape analysis, which the build uses here; a warm server
 * allocates less.
 */
@Tag("slow")
class AllocationTest {

  private static final int RECEIVERS = 200;
  private static final int ROUNDS = 500;
  private static final long MOST_PER_DELIVERY = 270;
  private static final long MOST_PER_ECHO = 7_000;
  private static final long MAX_WAIT_SECONDS = 60;
  private static final String DATA = "x".repeat(200);

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("client"), NioIoHandler.newFactory());
  private final CompletableFuture<Long> bytes = new CompletableFuture<>();
  private final Clients clients =
      new Clients(loops.next(), new Traffic(), bytes::completeExceptionally);

  /** One permit for each client that has joined the room, which may be after its CONNECT packet. */
  private final Semaphore joined = new Semaphore(0);

  private SocketIoServer server;

  @BeforeEach
  void start() {
    server = SocketIoServer.builder().host("127.0.0.1").port(0).broker("none").build();
    server.onConnection(
        socket -> {
          socket.on("echo", (args, ack) -> ack.send(args.all().toArray()));
          socket.on(
              "to_room",
              (args, ack) -> server.to("room").emit("msg", args.json(0).string().orElse("")));
          socket.join("room");
          joined.release();
        });
    server.start();
  }

  @AfterEach
  void end() {
    server.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void aDeliveryToOneOfManyAllocatesLittle() throws Exception {
    long all = measure(RECEIVERS, new Rounds("42[\"to_room\",\"" + DATA + "\"]", RECEIVERS));
    long each = all / ROUNDS / RECEIVERS;
    System.out.println("allocated for each delivery: " + each + " B");
    assertThat(each).isBetween(1L, MOST_PER_DELIVERY);
  }

  @Test
  void anEchoAllocatesLittle() throws Exception {
    long all = measure(1, new Rounds("421[\"echo\",\"" + DATA + "\"]", 1));
    long each = all / ROUNDS;
    System.out.println("allocated for each echo: " + each + " B");
    assertThat(each).isBetween(1L, MOST_PER_ECHO);
  }

  private long measure(int count, Rounds rounds) throws Exception {
    var opened = new CompletableFuture<List<WireClient>>();
    loops.execute(
        () -> clients.open(server.port(), count, new Clients.Opened(rounds, opened::complete)));
    assertThat(joined.tryAcquire(count, MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    opened.thenAcceptAsync(rounds::start, loops.next());
    return bytes.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends the next message when the last one has arrived: first to warm up, then to measure. */
  private final class Rounds implements WireListener {

    private final String message;
    private final int effects;
    private List<WireClient> senders = List.of();
    private int seen;
    private int round;
    private long before;

    Rounds(String message, int effects) {
      this.message = message;
      this.effects = effects;
    }

    void start(List<WireClient> ready) {
      senders = ready;
      next();
    }

    private void next() {
      if (round == ROUNDS) {
        before = allocated();
      }
      if (round == 2 * ROUNDS) {
        bytes.complete(allocated() - before);
      } else {
        round++;
        senders.get(0).send(message);
      }
    }

    @Override
    public void onMessage(WireClient client, ByteBuf in, int data) {
      effect();
    }

    @Override
    public void onAck(WireClient client, ByteBuf in, int data) {
      effect();
    }

    private void effect() {
      if (++seen % effects == 0) {
        next();
      }
    }

    @Override
    public void onReady(WireClient client) {}

    @Override
    public void onClosed(WireClient client) {}
  }

  /** Returns the bytes allocated by all threads of the server. */
  private static long allocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("sidecast")) {
        sum += threads.getThreadAllocatedBytes(id);
      }
    }
    return sum;
  }
}
