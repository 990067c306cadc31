package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.Socket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A thousand clients that send some events each and then disconnect, in nine ways, over both
 * transports. Every event that has arrived is handled, in order, before the disconnect handlers.
 * The seed of the choices is printed; {@code -Dsidecast.seed} repeats them.
 */
@ParameterizedClass
@EnumSource(HandlerMode.class)
@Tag("slow")
class DepartingClientsTest {

  private static final int CLIENTS = 1_000;
  private static final int MOST_EVENTS = 20;
  private static final int WORKERS = 8;

  /** The ways to disconnect. Over polling, TCP ends while a poll is pending. */
  private enum Way {
    CLOSE_FRAME,
    TCP_END,
    TCP_RESET,
    DISCONNECT_PACKET,
    DISCONNECT_RIGHT_BEHIND_THE_EVENTS,
    ENGINE_CLOSE_PACKET,
    PARSE_ERROR,
    PING_TIMEOUT,
    SERVER_CLOSE
  }

  /** The events of one client, as the server has handled them. */
  private static final class Departure {
    final List<Integer> handled = new ArrayList<>(); // confined to the mailbox of the socket
    final CompletableFuture<List<Integer>> atDisconnect = new CompletableFuture<>();
    boolean handledAfterwards;
  }

  private record Leaving(int number, Way way, String transport, int events, boolean waits) {}

  private final long seed = Long.getLong("sidecast.seed", System.nanoTime());
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Departure> departures = new ConcurrentHashMap<>();
  private final Queue<LightClient> open = new ConcurrentLinkedQueue<>();
  private final HandlerMode mode;
  private final SocketIoServer server;
  private final SocketIoServer impatient;
  private final SocketIoServer closing;

  DepartingClientsTest(HandlerMode mode) {
    this.mode = mode;
    server = server(Duration.ofSeconds(60));
    impatient = server(Duration.ofSeconds(2));
    closing = server(Duration.ofSeconds(60));
  }

  private SocketIoServer server(Duration ping) {
    var made =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker("none")
            .handlers(mode)
            .pingInterval(ping)
            .pingTimeout(ping)
            .onError((socket, occasion, error) -> errors.add(occasion + ": " + error))
            .build();
    made.onConnection(this::listen);
    return made.start();
  }

  /**
   * The first event of some clients blocks its handler until the client is gone; the others wait.
   * Handlers on event loops do not block.
   */
  private void listen(Socket socket) {
    socket.on(
        "event",
        (args, ack) -> {
          Departure departure = departures.get(args.get(0, Integer.class));
          int event = args.get(1, Integer.class);
          if (event == 0) {
            socket.onDisconnect(
                reason -> departure.atDisconnect.complete(List.copyOf(departure.handled)));
            socket.join("room");
          }
          if (mode == HandlerMode.BLOCKING && args.get(2, Boolean.class)) {
            awaitEnd(socket);
          }
          departure.handled.add(event);
          departure.handledAfterwards |= departure.atDisconnect.isDone();
          socket.emit("seen", event); // dropped if the client is gone
          socket.join("room " + event);
          ack.send(event);
        });
  }

  private static void awaitEnd(Socket socket) {
    Awaitility.await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(60))
        .until(() -> !socket.isConnected());
  }

  @AfterEach
  void close() throws Exception {
    for (LightClient client : open) {
      client.close();
    }
    server.close();
    impatient.close();
    closing.close();
  }

  @Test
  void everyEventThatArrivedIsHandledBeforeTheEnd() throws Exception {
    System.out.printf("departing clients: -Dsidecast.seed=%d%n", seed);
    var random = new Random(seed);
    var plans = new ArrayList<Leaving>();
    for (int i = 0; i < CLIENTS; i++) {
      departures.put(i, new Departure());
      plans.add(plan(i, random));
    }
    leaveAll(plans);
    closing.close();
    for (Leaving plan : plans) {
      Departure departure = departures.get(plan.number());
      assertThat(departure.atDisconnect)
          .as("seed %d, %s", seed, plan)
          .succeedsWithin(Duration.ofSeconds(60))
          .isEqualTo(numbers(plan.events()));
    }
    server.close();
    impatient.close(); // no handler runs after this
    assertThat(departures.values()).noneMatch(departure -> departure.handledAfterwards);
    assertThat(errors).as("seed %d", seed).isEmpty();
  }

  private static Leaving plan(int number, Random random) {
    String transport = random.nextBoolean() ? "websocket" : "polling";
    Way[] ways = Way.values();
    int first = transport.equals("websocket") ? 0 : 1; // polling has no close frame
    Way way = ways[first + random.nextInt(ways.length - 1)];
    // An acknowledgement would end the poll, and the server would have no pending request whose TCP
    // connection can end.
    boolean keepsPoll = transport.equals("polling") && (way == Way.TCP_END || way == Way.TCP_RESET);
    boolean waits = keepsPoll || random.nextInt(4) == 0;
    return new Leaving(number, way, transport, 1 + random.nextInt(MOST_EVENTS), waits);
  }

  private static List<Integer> numbers(int count) {
    var numbers = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  private void leaveAll(List<Leaving> plans) throws Exception {
    var workers = Executors.newFixedThreadPool(WORKERS);
    try {
      var done = new ArrayList<Future<?>>();
      for (Leaving plan : plans) {
        done.add(
            workers.submit(
                () -> {
                  leave(plan);
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

  private void leave(Leaving plan) throws IOException {
    LightClient client = LightClient.connect(serverOf(plan).port(), plan.transport());
    open.add(client);
    var packets = new ArrayList<String>();
    for (int i = 0; i < plan.events(); i++) {
      boolean waits = plan.waits() && i == 0;
      packets.add("42" + i + "[\"event\"," + plan.number() + "," + i + "," + waits + "]");
    }
    switch (plan.way()) {
      case DISCONNECT_RIGHT_BEHIND_THE_EVENTS -> packets.add("41");
      case ENGINE_CLOSE_PACKET -> packets.add("1");
      case PARSE_ERROR -> packets.add("9 is no type of a packet");
      default -> {}
    }
    client.send(packets);
    go(client, plan.way());
  }

  /**
   * A reset may overtake the poll, and an acknowledgement of a handler that does not wait ends it;
   * the ping timeout then ends the session.
   */
  private SocketIoServer serverOf(Leaving plan) {
    return switch (plan.way()) {
      case PING_TIMEOUT -> impatient;
      case TCP_END, TCP_RESET -> plan.transport().equals("polling") ? impatient : server;
      case SERVER_CLOSE -> closing;
      default -> server;
    };
  }

  private static void go(LightClient client, Way way) throws IOException {
    switch (way) {
      case CLOSE_FRAME -> client.closeFrame();
      case TCP_END -> {
        client.awaitsPackets();
        client.end();
      }
      case TCP_RESET -> {
        client.fence();
        client.awaitsPackets();
        client.reset();
      }
      case DISCONNECT_PACKET -> client.send(List.of("41"));
      case PING_TIMEOUT, SERVER_CLOSE -> client.fence();
      default -> {}
    }
  }
}
