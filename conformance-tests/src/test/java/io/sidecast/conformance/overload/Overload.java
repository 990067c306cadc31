package io.sidecast.conformance.overload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.SidecastEmitter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** A kind of overload: its attackers, and the counters of what the node sheds. Immutable. */
@SuppressWarnings("ImmutableEnumChecker") // method references without state
enum Overload {
  SLOW_READERS(
      "fan-out to clients that do not read",
      Overload::startSlowReaders,
      report -> report.path("rejected").path("slowClientDisconnects").asLong(),
      true),
  EVENTS(
      "floods of events",
      Overload::startEvents,
      report ->
          report.path("rejected").path("slowClientDisconnects").asLong()
              + report.path("rejected").path("receiveBufferDisconnects").asLong()
              + hits(report, "WAITING_EVENT_BYTES"),
      true),
  HANDSHAKES(
      "floods of handshakes",
      Overload::startHandshakes,
      report -> hits(report, "CONNECTIONS"),
      true),
  CLUSTER(
      "floods of cluster messages",
      Overload::startCluster,
      report -> report.path("stats").path("lost").asLong(),
      false);

  private static final String ROOM = "crowd";
  private static final int READERS = 100;
  private static final int MEMBERS = 500;
  private static final int FLOODERS = 20;
  private static final int BATCH = 64;
  private static final int EMITS = 1_000;

  private final String title;
  private final Start start;
  private final Function<JsonNode, Long> shed;
  private final boolean alwaysSheds;

  /**
   * The node under attack.
   *
   * @param port its port
   * @param broker the address of its broker
   * @param prefix the prefix of its cluster
   */
  record Target(int port, String broker, String prefix) {}

  /** Starts the attackers of a kind. */
  private interface Start {
    void start(Attackers attackers, Target target);
  }

  Overload(String title, Start start, Function<JsonNode, Long> shed, boolean alwaysSheds) {
    this.title = title;
    this.start = start;
    this.shed = shed;
    this.alwaysSheds = alwaysSheds;
  }

  /** Whether a node sheds something on every machine, however fast its attackers are. */
  boolean alwaysSheds() {
    return alwaysSheds;
  }

  /** Starts the attackers, which end when the result is closed. */
  Attackers start(Target target) {
    var attackers = new Attackers();
    start.start(attackers, target);
    return attackers;
  }

  /** Returns the number of clients, requests and messages that the node has shed and counted. */
  long shed(JsonNode report) {
    return shed.apply(report);
  }

  @Override
  public String toString() {
    return title;
  }

  private static long hits(JsonNode report, String limit) {
    return report.path("rejected").path("limitHits").path(limit).asLong();
  }

  private static void startSlowReaders(Attackers attackers, Target target) {
    attackers.start(
        READERS,
        10,
        () -> {
          RawClient reader = attackers.connect(target.port());
          reader.write(RawClient.frame("42[\"join\",\"" + ROOM + "\"]"));
          while (!reader.isCut()) {
            attackers.pause();
          }
          attackers.disconnect(reader);
        });
    byte[] broadcast =
        RawClient.frame(
            "42[\"to_room\",{\"room\":\"" + ROOM + "\",\"data\":\"" + "x".repeat(32_000) + "\"}]");
    attackers.start(2, 10, () -> flood(attackers, attackers.connect(target.port()), broadcast));
  }

  /** Half of the clients read the acknowledgements, and half do not. */
  private static void startEvents(Attackers attackers, Target target) {
    var batch = new ByteArrayOutputStream();
    byte[] echo = RawClient.frame("421[\"echo\",\"" + "x".repeat(1_000) + "\"]");
    for (int i = 0; i < BATCH; i++) {
      batch.writeBytes(echo);
    }
    attackers.start(
        FLOODERS,
        10,
        () -> flood(attackers, attackers.connect(target.port()), batch.toByteArray()));
    attackers.start(
        FLOODERS,
        10,
        () -> {
          RawClient client = attackers.connect(target.port());
          attackers.drain(client);
          flood(attackers, client, batch.toByteArray());
        });
  }

  private static void startHandshakes(Attackers attackers, Target target) {
    byte[] request =
        "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: test\r\n\r\n"
            .getBytes(ISO_8859_1);
    attackers.start(
        FLOODERS,
        0,
        () -> {
          try (var socket = new Socket(InetAddress.getLoopbackAddress(), target.port())) {
            socket.getOutputStream().write(request);
            if (socket.getInputStream().read() < 0) {
              throw new IOException("closed by the server");
            }
          }
        });
  }

  private static void startCluster(Attackers attackers, Target target) {
    var crowd = new Crowd(target.port(), ROOM);
    crowd.connect(MEMBERS);
    attackers.closeAtEnd(crowd);
    String data = "small"; // the work is the delivery to each member
    attackers.start(
        2,
        10,
        () -> {
          try (var emitter =
              SidecastEmitter.builder()
                  .broker(target.broker())
                  .brokerPrefix(target.prefix())
                  .build()
                  .start()) {
            while (!attackers.isEnding()) {
              emitBatch(emitter, data);
            }
          }
        });
  }

  /** Emits without waiting for each message, as fast as the broker accepts them. */
  private static void emitBatch(SidecastEmitter emitter, String data) {
    var last = emitter.to(ROOM).emit("msg", data).toCompletableFuture();
    for (int i = 1; i < EMITS; i++) {
      last = emitter.to(ROOM).emit("msg", data).toCompletableFuture();
    }
    try {
      last.join();
    } catch (CompletionException refused) {
      // the sender is overloaded, too
    }
  }

  private static void flood(Attackers attackers, RawClient client, byte[] frames)
      throws IOException {
    try {
      while (!attackers.isEnding()) {
        client.write(frames);
      }
    } finally {
      attackers.disconnect(client);
    }
  }
}
