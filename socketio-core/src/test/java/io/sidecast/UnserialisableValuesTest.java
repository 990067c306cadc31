package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.PacketType;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.RemoteSocket;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that cannot be serialised are reported, and no part of their packet is sent. */
class UnserialisableValuesTest {

  private final CodecConnection connection = new CodecConnection();

  @AfterEach
  void close() {
    connection.close();
  }

  private static Object unserialisable() {
    var cyclic = new ArrayList<Object>();
    cyclic.add(cyclic);
    return cyclic;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAnswerThatCannotBeSerialisedIsReported(boolean json) throws Exception {
    connection.start(json);
    Object bad = unserialisable();
    connection.socket.answer("sync", args -> bad);
    connection.socket.answer("stage", args -> CompletableFuture.supplyAsync(() -> bad));
    connection.socket.on("ack", (args, ack) -> CompletableFuture.runAsync(() -> ack.send(bad)));
    for (String event : List.of("sync", "stage", "ack")) {
      connection.emitWithAck(1, event);
      assertThat(connection.errors.poll(20, TimeUnit.SECONDS))
          .contains("event " + event, "serialise");
    }
    connection.fence(); // no acknowledgement came before
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEventThatFailsIsAnsweredAsTheServerIsSet(boolean json) throws Exception {
    connection.start(connection.builder(json).ackOnError("failed", null), null);
    Object bad = unserialisable();
    connection.socket.answer("sync", args -> bad);
    connection.socket.answer("stage", args -> CompletableFuture.supplyAsync(() -> bad));
    connection.socket.answer(
        "failing stage", args -> CompletableFuture.failedStage(new IllegalStateException("no")));
    connection.socket.on("ack", (args, ack) -> CompletableFuture.runAsync(() -> ack.send(bad)));
    connection.socket.answer(
        "throws",
        args -> {
          throw new IllegalStateException("no");
        });
    connection.socket.answer("type", Integer.class, number -> number);
    connection.socket.use(
        (event, args) -> {
          if (event.equals("refused")) {
            throw new IllegalStateException("no");
          }
        });
    for (String event :
        List.of("sync", "stage", "failing stage", "ack", "throws", "type", "refused")) {
      connection.emitWithAck(3, event, "no number");
      Packet packet = connection.receive();
      assertThat(packet.header()).isEqualTo(new Packet.Header(PacketType.ACK, "/", 3));
      assertThat(connection.codec.parse(packet.payload()))
          .as(event)
          .hasToString("[\"failed\",null]");
      assertThat(connection.errors.poll(20, TimeUnit.SECONDS)).contains("event " + event);
    }
    // an acknowledgement that was sent remains valid
    connection.socket.on(
        "answered",
        (args, ack) -> {
          ack.send("good");
          throw new IllegalStateException("late");
        });
    connection.emitWithAck(4, "answered");
    assertThat(connection.receiveData()).hasToString("[\"good\"]");
    connection.fence();
    assertThatThrownBy(() -> connection.builder(true).ackOnError(bad).build())
        .isInstanceOf(PacketException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEmitThatCannotBeSerialisedThrowsAndReachesNobody(boolean json) throws Exception {
    connection.start(json);
    Object bad = unserialisable();
    for (Runnable emit :
        List.<Runnable>of(
            () -> connection.socket.emit("x", bad),
            () -> connection.socket.asVolatile().emit("x", bad),
            () -> connection.socket.emitWithAck("x", bad),
            () -> connection.socket.broadcast().emit("x", bad),
            () -> connection.server.emit("x", bad),
            () -> connection.server.to("a").asVolatile().emit("x", bad),
            () -> connection.server.local().emit("x", bad),
            () -> connection.server.emitWithAck("x", bad),
            () -> connection.server.serverSideEmit("x", bad),
            () -> connection.server.serverSideEmitWithAck("x", bad))) {
      assertThatThrownBy(emit::run).isInstanceOf(PacketException.class);
    }
    connection.fence();
    assertThat(connection.server.load().pendingAcks()).isZero();
  }

  @Test
  void aRefusalWhoseDataCannotBeSerialisedIsARefusal() throws Exception {
    connection.server = connection.builder(true).build();
    connection.server.use(
        connecting -> {
          throw new ConnectRefusedException("go away", unserialisable());
        });
    connection.server.start();
    connection.wire = new WireClient(connection.server);
    connection.wire.send("0");
    assertThat(connection.wire.text()).isEqualTo("4{\"message\":\"go away\"}");
    assertThat(connection.errors.poll(20, TimeUnit.SECONDS)).contains("refusal");
  }

  @Test
  void oneValueThatCannotBeSerialisedIsMissingFromTheData() throws Exception {
    connection.start(true);
    connection.socket.data().put("good", Map.of("price", new BigDecimal("1.10")));
    connection.socket.data().put("big", new BigDecimal("12345678901234567.89"));
    connection.socket.data().put("bad", unserialisable());
    RemoteSocket remote = connection.remote();
    assertThat(remote.data().size()).isEqualTo(2);
    assertThat(remote.data().get("good").get("price").number()).contains(new BigDecimal("1.10"));
    assertThat(remote.data().get("big").number()).contains(new BigDecimal("12345678901234567.89"));
    assertThat(connection.errors).hasSize(1).first().asString().contains("data 'bad'");
  }
}
