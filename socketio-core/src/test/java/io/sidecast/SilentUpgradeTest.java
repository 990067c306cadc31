package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.socket.Socket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that fall silent in the middle of an upgrade: they send nothing more, and their TCP
 * connections stay open. Soon after the ping timeout the disconnect handlers run, behind the
 * handlers of all events, whatever the client has sent and the server does. The seed of the choices
 * is printed; {@code -Dsidecast.seed} repeats them, and {@code -Dsidecast.silent=240} performs all.
 */
class SilentUpgradeTest {

  private static final int CLIENTS = Integer.getInteger("sidecast.silent", 60);
  private static final int WORKERS = 8;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String PIECE = "x".repeat(50_000);

  /** The last thing that a client sends on the connection of the WebSocket. */
  private enum Step {
    NOTHING,
    HALF_REQUEST,
    REQUEST,
    HALF_PROBE,
    PROBE,
    PROBE_AND_WAIT,
    HALF_UPGRADE,
    UPGRADE,
    HALF_MESSAGE,
    MESSAGE,
    ALL_AT_ONCE;

    private static final byte[] MESSAGE_FRAME = UpgradingClient.frame("42[\"late\"]");
    private static final byte[] PROBE_FRAME = UpgradingClient.frame("2probe");
    private static final byte[] UPGRADE_FRAME = UpgradingClient.frame("5");

    void play(UpgradingClient client) throws IOException {
      switch (this) {
        case NOTHING -> {}
        case HALF_REQUEST -> client.write(UpgradingClient.half(client.request()));
        case REQUEST -> client.write(client.request());
        case ALL_AT_ONCE ->
            client.write(client.request(), PROBE_FRAME, UPGRADE_FRAME, MESSAGE_FRAME);
        default -> {
          client.write(client.request());
          client.readUpgrade();
          probe(client);
        }
      }
    }

    private void probe(UpgradingClient client) throws IOException {
      client.write(this == HALF_PROBE ? UpgradingClient.half(PROBE_FRAME) : PROBE_FRAME);
      if (compareTo(PROBE_AND_WAIT) >= 0) {
        assertThat(client.readFrame()).isEqualTo("3probe");
      }
      switch (this) {
        case HALF_UPGRADE -> client.write(UpgradingClient.half(UPGRADE_FRAME));
        case UPGRADE -> client.write(UPGRADE_FRAME);
        case HALF_MESSAGE -> client.write(UPGRADE_FRAME, UpgradingClient.half(MESSAGE_FRAME));
        case MESSAGE -> client.write(UPGRADE_FRAME, MESSAGE_FRAME);
        default -> {}
      }
    }
  }

  /** The time at which the client sends its last poll. */
  private enum Poll {
    NEVER,
    BEFORE_THE_UPGRADE,
    AT_LAST
  }

  /** The action of the server when the client has fallen silent. */
  private enum Server {
    NOTHING,
    EMITS,
    FLOODS,
    DISCONNECTS;

    void act(Socket socket) {
      switch (this) {
        case NOTHING -> {}
        case EMITS -> socket.emit("short", 1);
        case FLOODS -> IntStream.range(0, 40).forEach(i -> socket.emit("long", PIECE));
        case DISCONNECTS -> socket.disconnect(true);
      }
    }

    List<DisconnectReason> reasons() {
      return switch (this) {
        case NOTHING, EMITS -> List.of(DisconnectReason.PING_TIMEOUT);
        case FLOODS -> List.of(DisconnectReason.PING_TIMEOUT, DisconnectReason.SLOW_CLIENT);
        case DISCONNECTS ->
            List.of(DisconnectReason.PING_TIMEOUT, DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
      };
    }
  }

  /** The events that the client sends before the upgrade, and their handlers. */
  private enum Events {
    NONE(0),
    SHORT(20),
    WAIT_FOR_AN_ACK(20),
    WAIT_UNTIL_WRITABLE(20),
    /** The number of these events exceeds the limit above which the server stops reading. */
    WAIT_FOR_THE_END(1_100);

    private final int count;

    Events(int count) {
      this.count = count;
    }

    void handle(Socket socket) {
      switch (this) {
        case NONE, SHORT -> {}
        case WAIT_FOR_AN_ACK ->
            socket.emitWithAck("ask").handle((a, gone) -> 0).toCompletableFuture().join();
        case WAIT_UNTIL_WRITABLE ->
            socket.whenWritable().handle((a, gone) -> 0).toCompletableFuture().join();
        case WAIT_FOR_THE_END -> awaitEnd(socket);
      }
    }

    List<String> packets() {
      return IntStream.range(0, count).mapToObj(i -> "42" + i + "[\"event\"]").toList();
    }
  }

  private record Plan(Step step, Poll poll, Server server, Events events, int bits) {

    boolean reads() {
      return (bits & 1) == 0;
    }

    boolean postsHalf() {
      return (bits & 2) == 0;
    }

    /** Whether the server may end the session while the last events arrive. */
    boolean cutsEvents() {
      return events == Events.WAIT_FOR_THE_END
          && (server == Server.FLOODS || server == Server.DISCONNECTS);
    }
  }

  /** A client, as the server sees it. */
  private static final class Guest {
    final Plan plan;
    final CompletableFuture<Socket> connected = new CompletableFuture<>();
    final CompletableFuture<Void> handles = new CompletableFuture<>();
    final AtomicInteger handled = new AtomicInteger();
    final CompletableFuture<Integer> handledAtDisconnect = new CompletableFuture<>();
    final CompletableFuture<DisconnectReason> reason = new CompletableFuture<>();

    /** Whether the server has ended the session before the last step, on a busy machine. */
    volatile boolean early;

    Guest(Plan plan) {
      this.plan = plan;
    }

    void listen(Socket socket) {
      socket.onDisconnect(
          why -> {
            handledAtDisconnect.complete(handled.get());
            reason.complete(why);
          });
      socket.on(
          "event",
          (args, ack) -> {
            handles.complete(null);
            plan.events().handle(socket);
            handled.incrementAndGet();
            ack.send();
          });
      connected.complete(socket);
    }
  }

  private final long seed = Long.getLong("sidecast.seed", System.nanoTime());
  private final Map<String, Guest> guests = new ConcurrentHashMap<>();
  private final Queue<UpgradingClient> open = new ConcurrentLinkedQueue<>();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final SocketIoServer server =
      SocketIoServer.builder()
          .port(0)
          .host("127.0.0.1")
          .broker("none")
          .eventLoops(3)
          .pingInterval(Duration.ofMillis(300))
          .pingTimeout(Duration.ofMillis(200))
          .upgradeTimeout(Duration.ofSeconds(1))
          .maxBufferedBytes(1_000_000)
          .ackTimeout(Duration.ofMinutes(5))
          .onError((socket, occasion, error) -> errors.add(occasion + ": " + error))
          .build();

  private static void awaitEnd(Socket socket) {
    Awaitility.await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(60))
        .until(() -> !socket.isConnected());
  }

  @BeforeEach
  void start() {
    server.onConnection(
        socket -> guests.get(socket.handshake().query("name").orElseThrow()).listen(socket));
    server.start();
  }

  @AfterEach
  void close() throws IOException {
    for (UpgradingClient client : open) {
      client.close();
    }
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void disconnectHandlersRunSoon(Step step) throws Exception {
    System.out.printf("silent clients, %s: -Dsidecast.seed=%d%n", step, seed);
    List<Plan> plans = plans(step);
    Collections.shuffle(plans, new Random(seed));
    perform(plans.subList(0, CLIENTS));
    for (Guest guest : guests.values()) {
      Plan plan = guest.plan;
      assertThat(guest.reason).as("seed %d, %s", seed, plan).succeedsWithin(SOON);
      assertThat(guest.reason.join()).as("%s", plan).isIn(plan.server().reasons());
      if (!guest.early && !plan.cutsEvents()) {
        assertThat(guest.handledAtDisconnect)
            .as("seed %d, %s", seed, plan)
            .isCompletedWithValue(plan.events().count);
      }
    }
    Awaitility.await("all sessions are forgotten")
        .atMost(SOON)
        .until(() -> server.load().sessions() == 0);
    assertThat(errors).isEmpty();
    assertThat(guests.values()).as("clients that reached their last step").anyMatch(g -> !g.early);
  }

  private static List<Plan> plans(Step step) {
    var plans = new ArrayList<Plan>();
    for (Poll poll : Poll.values()) {
      for (Server does : Server.values()) {
        for (Events events : Events.values()) {
          for (int bits = 0; bits < 4; bits++) {
            plans.add(new Plan(step, poll, does, events, bits));
          }
        }
      }
    }
    return plans;
  }

  private void perform(List<Plan> plans) throws Exception {
    var workers = Executors.newFixedThreadPool(WORKERS);
    try {
      var done = new ArrayList<Future<?>>();
      for (Plan plan : plans) {
        String name = "client" + done.size();
        guests.put(name, new Guest(plan));
        done.add(
            workers.submit(
                () -> {
                  fallSilent(name);
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get(100, TimeUnit.SECONDS);
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private void fallSilent(String name) throws IOException {
    Guest guest = guests.get(name);
    Plan plan = guest.plan;
    var client = new UpgradingClient(server.port(), name);
    open.add(client);
    client.post(List.of("40"));
    Socket socket = guest.connected.orTimeout(20, TimeUnit.SECONDS).join();
    try {
      client.startPoll();
      client.readPoll();
      sendEvents(client, guest);
      upgrade(client, plan);
      plan.server().act(socket);
    } catch (IOException ended) {
      assertThat(guest.reason).as("%s: %s", plan, ended).succeedsWithin(SOON);
      guest.early = true;
    }
    if (plan.reads()) {
      client.readOn();
    }
  }

  /** Sends the events. A request whose events stop the reading gets its response later. */
  private static void sendEvents(UpgradingClient client, Guest guest) throws IOException {
    List<String> packets = guest.plan.events().packets();
    if (guest.plan.events() == Events.WAIT_FOR_THE_END) {
      client.startPost(packets);
      CompletableFuture.anyOf(guest.handles, guest.reason).orTimeout(20, TimeUnit.SECONDS).join();
      if (!guest.handles.isDone()) {
        throw new IOException("the session has ended before the events arrived");
      }
    } else if (!packets.isEmpty()) {
      client.post(packets);
    }
  }

  private static void upgrade(UpgradingClient client, Plan plan) throws IOException {
    if (plan.poll() == Poll.BEFORE_THE_UPGRADE) {
      client.startPoll();
    }
    plan.step().play(client);
    if (plan.poll() == Poll.AT_LAST) {
      client.startPoll();
    }
    if (plan.postsHalf()) {
      client.postHalf("42[\"event\"]");
    }
  }
}
