package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.limit.Limit;
import io.sidecast.packet.MsgpackPacketCodec;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketType;
import io.sidecast.socket.Ack;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limits that end a connection, and those of names. Confined to the test thread. */
class ClientLimitsTest {

  private final BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();
  private final BlockingQueue<DisconnectReason> ended = new LinkedBlockingQueue<>();
  private SocketIoServer server;

  @AfterEach
  void close() {
    server.close();
  }

  private void start(UnaryOperator<SocketIoServerBuilder> options) {
    var builder = SocketIoServer.builder().port(0).host("127.0.0.1").broker("none");
    server = options.apply(builder).build();
    server.onConnection(
        socket -> {
          socket.onDisconnect(ended::add);
          connected.add(socket);
        });
    server.start();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    return queue.poll(20, TimeUnit.SECONDS);
  }

  private void assertHit(Limit limit) {
    assertThat(server.stats().limitHits()).containsEntry(limit, 1L);
  }

  private void assertServed(WireClient bystander) {
    bystander.send("20[\"any\"]");
    bystander.send("1");
  }

  @Test
  void namespaceWithALongNameClosesTheConnection() {
    start(options -> options.limit(Limit.NAME_LENGTH, 100));
    server.of(Pattern.compile("/x+"));
    try (var client = new WireClient(server)) {
      client.connect("/" + "x".repeat(99));
      client.sendLate("0/" + "x".repeat(100) + ",");
      client.awaitClose();
    }
    assertHit(Limit.NAME_LENGTH);
  }

  @Test
  void namespaceWithALongNameClosesTheConnectionInMessagePack() {
    var codec = new MsgpackPacketCodec(new ObjectMapper(), 100);
    start(options -> options.limit(Limit.NAME_LENGTH, 100).parser(codec));
    server.of(Pattern.compile("/x+"));
    try (var client = new WireClient(server)) {
      client.sendBinary(connect(codec, "/" + "x".repeat(99)));
      client.binary();
      client.sendBinary(connect(codec, "/" + "x".repeat(100)));
      client.awaitClose();
    }
    assertHit(Limit.NAME_LENGTH);
  }

  private static byte[] connect(MsgpackPacketCodec codec, String namespace) {
    return codec.encode(new Packet.Header(PacketType.CONNECT, namespace), null).head();
  }

  @Test
  void joinOfARoomWithALongNameFails() throws Exception {
    start(options -> options.limit(Limit.NAME_LENGTH, 100));
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = next(connected);
      socket.join("x".repeat(100)).toCompletableFuture().get(20, TimeUnit.SECONDS);
      var refused = socket.join("short", "x".repeat(101)).toCompletableFuture();
      assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasStackTraceContaining("more than 100 characters");
      assertThat(socket.rooms()).containsExactlyInAnyOrder("x".repeat(100), socket.id());
    }
    assertHit(Limit.NAME_LENGTH);
  }

  @Test
  void attemptsBeforeTheFirstNamespaceAreCounted() {
    start(options -> options.limit(Limit.PACKETS_BEFORE_CONNECT, 3));
    server.use(
        socket -> {
          throw new ConnectRefusedException("wrong token");
        });
    server.of("/open");
    try (var guesser = new WireClient(server);
        var honest = new WireClient(server)) {
      for (int i = 0; i < 3; i++) {
        guesser.send("0");
        assertThat(guesser.text()).isEqualTo("4{\"message\":\"wrong token\"}");
      }
      guesser.sendLate("0");
      guesser.awaitClose();
      honest.connect("/open");
      for (int i = 0; i < 5; i++) {
        honest.send("0");
        assertThat(honest.text()).isEqualTo("4{\"message\":\"wrong token\"}");
      }
    }
    assertHit(Limit.PACKETS_BEFORE_CONNECT);
  }

  @Test
  void binaryBeforeTheFirstNamespaceClosesTheConnection() {
    start(UnaryOperator.identity());
    try (var client = new WireClient(server)) {
      client.sendBinary(new byte[1000]);
      client.awaitClose();
    }
  }

  @Test
  void owedAcknowledgementsAreBounded() throws Exception {
    BlockingQueue<Ack> owed = new LinkedBlockingQueue<>();
    start(options -> options.limit(Limit.OWED_ACKS, 3));
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = next(connected);
      socket.on("later", (args, ack) -> owed.add(ack));
      socket.on("now", (args, ack) -> ack.send());
      socket.on("never", args -> {});
      IntStream.range(0, 3).forEach(i -> client.send("2" + i + "[\"later\"]"));
      for (int i = 3; i < 20; i++) {
        client.send("2" + i + "[\"never\"]");
        client.send("2" + i + "[\"now\"]");
        assertThat(client.text()).isEqualTo("3" + i + "[]");
      }
      next(owed).send();
      assertThat(client.text()).isEqualTo("30[]");
      client.send("220[\"later\"]");
      client.send("221[\"now\"]");
      assertThat(client.text()).isEqualTo("321[]");
      client.sendLate("222[\"later\"]");
      client.awaitClose();
      assertThat(next(ended)).isEqualTo(DisconnectReason.LIMIT_EXCEEDED);
    }
    assertHit(Limit.OWED_ACKS);
  }

  @Test
  void eventsPerSecondAreBounded() throws Exception {
    start(options -> options.limit(Limit.EVENTS_PER_SECOND, 1));
    try (var flood = new WireClient(server);
        var bystander = new WireClient(server)) {
      flood.connect("");
      bystander.connect("");
      for (int i = 0; i < 1000; i++) {
        flood.sendLate("2[\"any\"]");
      }
      flood.awaitClose();
      assertThat(next(ended)).isEqualTo(DisconnectReason.LIMIT_EXCEEDED);
      assertHit(Limit.EVENTS_PER_SECOND);
      assertServed(bystander);
      assertThat(next(ended)).isEqualTo(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
    }
  }

  @Test
  void bytesPerSecondAreBounded() throws Exception {
    start(options -> options.limit(Limit.BYTES_PER_SECOND, 100));
    try (var flood = new WireClient(server);
        var bystander = new WireClient(server)) {
      flood.connect("");
      bystander.connect("");
      for (int i = 0; i < 20; i++) {
        flood.sendLate("2[\"any\",\"" + "x".repeat(1_000) + "\"]");
      }
      flood.awaitClose();
      assertThat(next(ended)).isEqualTo(DisconnectReason.LIMIT_EXCEEDED);
      assertHit(Limit.BYTES_PER_SECOND);
      assertServed(bystander);
      assertThat(next(ended)).isEqualTo(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
    }
  }
}
