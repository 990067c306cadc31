package io.sidecast;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.sidecast.adapter.Adapter;
import io.sidecast.adapter.Adapter.Scope;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.node.LocalBus;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.engine.IncompleteBytes;
import io.sidecast.engine.LoopCounters;
import io.sidecast.engine.RefusalLog;
import io.sidecast.engine.SessionParameters;
import io.sidecast.engine.Transport;
import io.sidecast.http.RequestHead;
import io.sidecast.limit.Limits;
import io.sidecast.operation.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.socket.HandlerModes;
import io.sidecast.socket.Namespaces;
import io.sidecast.socket.SocketSettings;
import io.sidecast.transport.encoding.EncodedFrames;
import io.sidecast.transport.encoding.FrameFormat;
import io.sidecast.transport.websocket.WebSocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Measures a broadcast from {@link Adapter#emit} to the channels of the members, which were
 * allocated apart: as Sidecast does it; with an array of the transports; and with an array of the
 * channels only. The results that count are {@code handlerNanos} and {@code loopNanos}.
 */
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms1g", "-Xmx1g"})
@Measurement(iterations = 1, time = 3)
@SuppressWarnings("ThreadPriorityCheck") // a thread that has nothing to do must not delay the other
public class BroadcastBenchmark extends Nanoseconds {

  private static final byte[] EVENT =
      ("2[\"msg\",\"" + "abcdefghij".repeat(20) + "\"]").getBytes(UTF_8);

  private final SocketIoServerBuilder options = SocketIoServer.builder();
  private final ServerThreads threads = options.threads();
  private final SocketSettings sockets =
      options.sockets(
          threads, (socket, where, error) -> error.printStackTrace(), false, HandlerModes.BLOCKING);
  private final Adapter adapter =
      new Adapter(
          threads.adapterSettings(sockets.codec(), sockets.limits()),
          new LocalBus(new NodeInfo(NodeId.random(), Instant.EPOCH, "benchmark")));
  private final Namespaces namespaces = new Namespaces(adapter, sockets);
  private final List<ConnectionHandler> clients = new ArrayList<>();
  private final EngineServer engine =
      new EngineServer(
          EngineSettings.builder().pingInterval(Duration.ofDays(1)).build(),
          connection -> {
            ConnectionHandler client = namespaces.accept(connection);
            clients.add(client);
            return client;
          });

  private final Random random = new Random(1);
  private final List<Object> padding = new ArrayList<>();
  private final List<DiscardingChannel> opened = new ArrayList<>();
  private Target[] targets = {};
  private Channel[] channels = {};
  private Audience audience = Audience.allSockets("/");
  private volatile LoopThread loop;

  /** The number of sockets in the room. */
  @Param({"50", "500", "5000"})
  private int members;

  /** The number of rooms of the audience; half of the members are in all of them. */
  @Param({"1", "2"})
  private int rooms;

  /** The bytes that the operating system would read for each write. */
  @Param({"0", "8192"})
  private int memory;

  /** Whether the loop is another thread than the one that emits. */
  @Param({"false", "true"})
  private boolean apart;

  /** A member of the array. */
  private static final class Target {
    final Transport transport;
    boolean closed;
    boolean pingDue;

    Target(Transport transport) {
      this.transport = transport;
    }

    void deliver(EncodedPacket packet) {
      if (!closed && !pingDue && transport.offer(packet)) {
        transport.flush();
      }
    }
  }

  /** Opens the connections and joins the rooms. */
  @Setup
  public void open() {
    loop = new LoopThread(apart);
    var joined = new AtomicInteger();
    List<String> names = List.of("room", "other").subList(0, rooms);
    namespaces
        .of("/")
        .onConnection(
            socket -> {
              int number = joined.get();
              CompletionStage<Void> unused =
                  socket.join(names.subList(0, number % 2 == 0 ? rooms : 1).toArray(String[]::new));
              joined.incrementAndGet();
            });
    audience = audience.to(names);
    var apartTargets = new ArrayList<Target>();
    loop.run(() -> openAll(apartTargets));
    while (joined.get() < members) {
      loop.run(() -> {});
      Thread.yield();
    }
    Collections.shuffle(apartTargets, random);
    targets = apartTargets.toArray(Target[]::new);
    channels = new ArrayList<Channel>(opened).toArray(Channel[]::new);
    Collections.shuffle(Arrays.asList(channels), random);
  }

  private void openAll(List<Target> made) {
    var view = engine.newLoop(loop.events, loop.events::inEventLoop);
    var format = new FrameFormat(4, FrameFormat.NEVER);
    var settings =
        new WebSocketTransport.Settings(
            1_000_000,
            format,
            new RefusalLog(),
            new IncompleteBytes(new Limits(Map.of())),
            new LoopCounters());
    for (int i = 0; i < members; i++) {
      var channel = new DiscardingChannel(memory);
      channel.unsafe().register(loop.events, channel.newPromise());
      opened.add(channel);
      pad();
      var transport = new WebSocketTransport(channel, settings);
      channel.pipeline().addLast(transport.handler());
      pad();
      made.add(new Target(transport));
      engine.open(new SessionParameters(engine.newIdentity(4), transport, view, request()));
      pad();
      clients.get(i).onText("0".getBytes(UTF_8));
      pad();
    }
  }

  private void pad() {
    padding.add(new byte[random.nextInt(4096)]);
  }

  private static RequestHead request() {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    return new RequestHead("/", Map.of(), Map.of(), address, false, Instant.EPOCH);
  }

  /** Sends one event to all members in each of the three ways, in turn. */
  @Benchmark
  public void broadcast(BroadcastPhases phases) {
    phases.begin(members);
    EncodedPacket packet = EncodedPacket.text(EVENT, List.of());
    long start = BroadcastPhases.cpuTime();
    CompletionStage<Void> unused = adapter.emit(audience, packet, Scope.LOCAL);
    long emitted = BroadcastPhases.cpuTime() - start;
    phases.addBroadcast(emitted, loop.turn());

    EncodedPacket second = EncodedPacket.text(EVENT, List.of());
    loop.events.execute(() -> deliver(targets, second));
    phases.addTargets(loop.turn());

    byte[] frames = EncodedFrames.of(second).frames();
    loop.events.execute(() -> write(channels, frames));
    phases.addChannels(loop.turn());
  }

  private static void deliver(Target[] targets, EncodedPacket packet) {
    for (Target target : targets) {
      target.deliver(packet);
    }
  }

  private static void write(Channel[] channels, byte[] frames) {
    for (Channel channel : channels) {
      var buffer = channel.alloc().ioBuffer(frames.length).writeBytes(frames);
      channel.writeAndFlush(buffer, channel.voidPromise());
    }
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    loop.end();
    threads.end();
    if (opened.stream().mapToInt(DiscardingChannel::sum).sum() != 0) {
      throw new IllegalStateException("the memory of channels has changed");
    }
  }

  /** An event loop that runs its tasks when the benchmark asks for it. */
  private static final class LoopThread {

    private final boolean apart;
    private volatile boolean asked;
    private volatile boolean ended;
    private long time;
    volatile ManualIoEventLoop events;

    LoopThread(boolean apart) {
      this.apart = apart;
      if (apart) {
        new Thread(this::serve, "loop").start();
        while (events == null) {
          Thread.yield();
        }
      } else {
        events = newLoop();
      }
    }

    private static ManualIoEventLoop newLoop() {
      return new ManualIoEventLoop(Thread.currentThread(), LocalIoHandler.newFactory());
    }

    private void serve() {
      events = newLoop();
      while (!ended) {
        if (asked) {
          runTasks();
          asked = false;
        } else {
          Thread.yield();
        }
      }
    }

    private void runTasks() {
      long start = BroadcastPhases.cpuTime();
      events.runNow();
      time = BroadcastPhases.cpuTime() - start;
    }

    void run(Runnable task) {
      events.execute(task);
      turn();
    }

    /** Runs the tasks of the loop and returns the time that they take, in nanoseconds. */
    long turn() {
      if (apart) {
        asked = true;
        while (asked) {
          Thread.yield();
        }
      } else {
        runTasks();
      }
      return time;
    }

    void end() {
      ended = true;
    }
  }
}
