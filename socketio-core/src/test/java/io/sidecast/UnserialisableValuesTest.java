package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.PacketType;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.RemoteSocket;
import io.sidecast.socket.TypeRef;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
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
  void emitThatCannotBeSerialisedThrowsAndReachesNoClient(boolean json) throws Exception {
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

  /** A list that is nested deeper than Jackson writes JSON, around a value without properties. */
  private static Object nested() {
    return nested(new Object(), 2_000);
  }

  private static Object nested(Object innermost, int levels) {
    Object value = innermost;
    for (int depth = 0; depth < levels; depth++) {
      value = List.of(value);
    }
    return value;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theExceptionOfAnEmitIsShort(boolean json) throws Exception {
    connection.start(json);
    Object nested = nested();
    assertThatThrownBy(() -> connection.socket.emit("x", nested))
        .isInstanceOf(PacketException.class)
        .satisfies(UnserialisableValuesTest::requireShort);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theErrorHandlerReceivesShortExceptions(boolean json) throws Exception {
    var errors = new LinkedBlockingQueue<Throwable>();
    connection.start(
        connection
            .builder(json)
            .objectMapper(new ObjectMapper())
            .onError((socket, occasion, error) -> errors.add(error)),
        null);
    Object nested = nested();
    connection.socket.answer("ack", args -> nested);
    connection.emitWithAck(1, "ack");
    requireShort(errors.poll(20, TimeUnit.SECONDS));

    connection.socket.data().put("nested", nested);
    assertThat(connection.remote().data().size()).isZero();
    requireShort(errors.poll(20, TimeUnit.SECONDS));

    connection.socket.data().put("nested", nested(new Object(), 500_000));
    assertThat(connection.remote().data().size()).isZero();
    requireShort(errors.poll(20, TimeUnit.SECONDS));

    String key = "k".repeat(20_000);
    connection.socket.on("order", Order.class, order -> {});
    connection.emit("order", Map.of(key, 1));
    requireShort(errors.poll(20, TimeUnit.SECONDS));

    connection.socket.on("counts", new TypeRef<Map<String, Integer>>() {}, counts -> {});
    connection.emit("counts", Map.of(key, "no number"));
    requireShort(errors.poll(20, TimeUnit.SECONDS));
    assertThat(errors).isEmpty();
  }

  record Order(String item) {}

  private static void requireShort(Throwable failure) {
    assertThat(failure).isNotNull();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      assertThat(cause.getMessage()).isNotEmpty();
      assertThat(cause.getMessage().length()).isLessThan(1_000);
    }
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
    connection.socket.data().put("deep", nested(1, 2_000));
    RemoteSocket remote = connection.remote();
    assertThat(remote.data().size()).isEqualTo(2);
    assertThat(remote.data().get("good").get("price").number()).contains(new BigDecimal("1.10"));
    assertThat(remote.data().get("big").number()).contains(new BigDecimal("12345678901234567.89"));
    assertThat(connection.errors)
        .hasSize(2)
        .anyMatch(error -> error.contains("data 'bad'"))
        .anyMatch(error -> error.contains("data 'deep'"));
  }
}
