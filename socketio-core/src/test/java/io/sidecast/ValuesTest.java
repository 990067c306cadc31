package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.sidecast.json.JsonValue;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.PacketType;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.Handshake;
import io.sidecast.socket.RemoteSocket;
import io.sidecast.socket.TypeRef;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are sent over a real connection, in JSON and in MessagePack. */
class ValuesTest {

  private static final byte[] BYTES = {0, 1, (byte) 0xff};

  record Order(String item, BigDecimal price) {}

  private final BlockingQueue<Object> got = new LinkedBlockingQueue<>();
  private final CodecConnection connection = new CodecConnection();

  @AfterEach
  void close() {
    connection.close();
  }

  private Object take() throws InterruptedException {
    Object next = got.poll(20, TimeUnit.SECONDS);
    assertThat(next).as("handled in time; errors: %s", connection.errors).isNotNull();
    return next;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void objectMeansPlainJavaValues(boolean json) throws Exception {
    connection.start(json);
    connection.socket.on("x", Object.class, got::add);
    connection.socket.on("map", Map.class, got::add);
    connection.socket.on("list", List.class, got::add);
    connection.socket.on("all", args -> got.add(args.get(0, Object.class)));
    Map<String, Object> value =
        Map.of(
            "list", List.of(1, "two", true, List.of()),
            "long", 1L << 40,
            "big", BigInteger.TWO.pow(63),
            "double", 0.5,
            "bytes", List.of(BYTES));
    connection.emit("x", value);
    connection.emit("map", value);
    connection.emit("all", value);
    for (int i = 0; i < 3; i++) {
      Map<?, ?> map = (Map<?, ?>) take();
      assertThat(map.get("list")).isEqualTo(List.of(1, "two", true, List.of()));
      assertThat(map.get("long")).isEqualTo(1L << 40);
      assertThat(map.get("big")).isEqualTo(BigInteger.TWO.pow(63));
      assertThat(map.get("double")).isEqualTo(0.5);
      assertThat(((List<?>) map.get("bytes")).get(0)).isEqualTo(BYTES);
    }
    connection.emit("list", Arrays.asList(null, false));
    assertThat(take()).isEqualTo(Arrays.asList(null, false));
    for (Object plain : List.of("text", 5, true, BYTES, 1.25)) {
      connection.emit("x", plain);
      assertThat(take()).isEqualTo(plain);
    }
  }

  record Amounts(BigDecimal price, List<BigDecimal> list, Map<String, Object> any) {}

  @Test
  void decimalsAreExactWhereverTheyStand() throws Exception {
    connection.start(true);
    connection.socket.on("decimal", BigDecimal.class, got::add);
    connection.socket.on("integer", BigInteger.class, got::add);
    connection.socket.on("long", Long.class, got::add);
    connection.socket.on("double", Double.class, got::add);
    connection.socket.on("amounts", Amounts.class, got::add);
    connection.socket.on("any", Object.class, got::add);
    connection.socket.on("echo", (args, ack) -> ack.send(args.all().toArray()));
    for (String number : List.of("12345678901234567.89", "1.10", "1e400", "-0.000", "1e-7", "7")) {
      connection.wire.send("2[\"decimal\"," + number + "]");
      assertThat(take()).isEqualTo(new BigDecimal(number));
    }
    connection.wire.send("2[\"integer\",18446744073709551615]");
    assertThat(take()).isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
    connection.wire.send("2[\"integer\",9223372036854775808]");
    assertThat(take()).isEqualTo(BigInteger.TWO.pow(63));
    connection.wire.send("2[\"long\",9223372036854775807]");
    assertThat(take()).isEqualTo(Long.MAX_VALUE);
    connection.wire.send("2[\"double\",0.30000000000000004]");
    assertThat(take()).isEqualTo(0.1 + 0.2);
    String three = "12345678901234567.89";
    connection.wire.send(
        "2[\"amounts\",{\"price\":1.10,\"list\":[1e400,5.00],\"any\":{\"n\":"
            + three
            + ",\"d\":1e-7}}]");
    assertThat(take())
        .isEqualTo(
            new Amounts(
                new BigDecimal("1.10"),
                List.of(new BigDecimal("1e400"), new BigDecimal("5.00")),
                Map.of("n", new BigDecimal(three), "d", 1e-7)));
    connection.wire.send("2[\"any\"," + three + "]");
    assertThat(take()).isEqualTo(new BigDecimal(three));
    connection.wire.send("27[\"echo\"," + three + ",1.10,18446744073709551616,0.25]");
    assertThat(connection.wire.text())
        .isEqualTo("37[" + three + ",1.10,18446744073709551616,0.25]");
    // a value that does not fit its type is an error of its event only
    connection.wire.send("2[\"long\",9223372036854775808]");
    connection.wire.send("2[\"long\",1e999999999]");
    connection.wire.send("2[\"integer\",1e999999999]");
    connection.wire.send("2[\"double\",\"x\"]");
    connection.fence();
    assertThat(connection.errors).hasSize(4);
  }

  @Test
  void integersAndExactDecimalsCrossInMessagePack() throws Exception {
    connection.start(false);
    connection.socket.on("decimal", BigDecimal.class, got::add);
    connection.socket.on("integer", BigInteger.class, got::add);
    BigInteger most = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    connection.emit("integer", most);
    assertThat(take()).isEqualTo(most);
    connection.emit("decimal", new BigDecimal(most));
    assertThat(take()).isEqualTo(new BigDecimal(most));
    connection.emit("decimal", new BigDecimal("1.25"));
    assertThat(take()).isEqualTo(new BigDecimal("1.25"));
    assertThatThrownBy(() -> connection.socket.emit("e", new BigDecimal("12345678901234567.89")))
        .isInstanceOf(PacketException.class)
        .hasMessageContaining("write it as text");
    connection.fence();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTypeMayHaveTypeArguments(boolean json) throws Exception {
    List<Order> orders = List.of(new Order("tea", new BigDecimal("1.5")));
    connection.start(connection.builder(json), Map.of("orders", orders));
    var list = new TypeRef<List<Order>>() {};
    connection.socket.on("on", list, got::add);
    connection.socket.on(
        "ack",
        list,
        (value, ack) -> {
          got.add(value);
          ack.send(value);
        });
    connection.socket.once("once", list, got::add);
    connection.socket.answer("answer", list, value -> value.get(0).item());
    connection.emit("on", orders);
    assertThat(take()).isEqualTo(orders);
    connection.emit("once", orders);
    assertThat(take()).isEqualTo(orders);
    connection.emitWithAck(1, "ack", orders);
    assertThat(take()).isEqualTo(orders);
    assertThat(connection.receiveData().at("/0/0/item").textValue()).isEqualTo("tea");
    connection.emitWithAck(2, "answer", orders);
    assertThat(connection.receiveData().get(0).textValue()).isEqualTo("tea");
    Handshake handshake = connection.socket.handshake();
    assertThat(handshake.auth(new TypeRef<Map<String, List<Order>>>() {}))
        .isEqualTo(Map.of("orders", orders));
    assertThat(handshake.auth(Object.class)).isInstanceOf(Map.class);
    var answer = connection.socket.emitWithAck("question").toCompletableFuture();
    Packet question = connection.receive();
    connection.send(
        new Packet.Header(PacketType.ACK, "/", question.header().ackId()), List.of(orders));
    Arguments arguments = answer.get(20, TimeUnit.SECONDS);
    assertThat(arguments.get(0, list)).isEqualTo(orders);
    assertThat(arguments.get(1, list)).isNull();
    connection.socket.data().put("orders", orders);
    RemoteSocket remote = connection.remote();
    assertThat(remote.data(new TypeRef<Map<String, List<Order>>>() {}))
        .isEqualTo(Map.of("orders", orders));
    assertThat(remote.data(Object.class)).isInstanceOf(Map.class);
    assertThatThrownBy(() -> arguments.get(0, new TypeRef<List<Integer>>() {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("argument 0");
  }

  @Test
  @SuppressWarnings("rawtypes")
  void aTypeRefNeedsAnArgument() {
    assertThatThrownBy(() -> new TypeRef() {})
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("type argument");
    assertThat(new TypeRef<List<String>>() {})
        .isEqualTo(new TypeRef<List<String>>() {})
        .hasSameHashCodeAs(new TypeRef<List<String>>() {})
        .hasToString("java.util.List<java.lang.String>");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNullArgumentIsJsonNull(boolean json) throws Exception {
    connection.start(json);
    connection.socket.emit("x", (Object[]) null);
    assertThat(connection.receiveData()).hasToString("[\"x\",null]");
    connection.socket.emit("x", null, null);
    assertThat(connection.receiveData()).hasToString("[\"x\",null,null]");
    connection.server.emit("x", (Object[]) null);
    assertThat(connection.receiveData()).hasToString("[\"x\",null]");
    connection.socket.send((Object[]) null);
    assertThat(connection.receiveData()).hasToString("[\"message\",null]");
    connection.socket.emitWithAck("x", (Object[]) null);
    assertThat(connection.receiveData()).hasToString("[\"x\",null]");
    connection.server.emitWithAck("x", (Object[]) null);
    assertThat(connection.receiveData()).hasToString("[\"x\",null]");
    connection.socket.on("ask", (args, ack) -> ack.send((Object[]) null));
    connection.emitWithAck(5, "ask");
    assertThat(connection.receiveData()).hasToString("[null]");
    connection.emit("x");
    connection.fence();
  }

  @Test
  void roomsMayBeNamedTwice() throws Exception {
    connection.start(true);
    connection.socket.join("a", "a").toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(connection.socket.rooms()).containsExactlyInAnyOrder("a", connection.socket.id());
    connection.server.to("a", "a").emit("once");
    assertThat(connection.wire.text()).isEqualTo("2[\"once\"]");
    connection.server.except("b", "b").emit("twice");
    assertThat(connection.wire.text()).isEqualTo("2[\"twice\"]");
    assertThat(connection.server.socketsLeave("a", "a").toCompletableFuture().get().value())
        .isEqualTo(1);
    assertThat(connection.socket.rooms()).containsExactly(connection.socket.id());
    assertThat(connection.server.socketsJoin("c", "c").toCompletableFuture().get().value())
        .isEqualTo(1);
    assertThat(connection.socket.rooms()).contains("c");
    assertThatThrownBy(() -> connection.socket.join("d", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("rooms");
    assertThat(connection.socket.rooms()).doesNotContain("d");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void duplicateKeysCloseTheConnectionWhereTheyAreRefused(boolean json) throws Exception {
    connection.start(connection.builder(json).refuseDuplicateKeys(true), null);
    connection.socket.on("x", Object.class, got::add);
    connection.emit("x", Map.of("role", "user"));
    assertThat(take()).isEqualTo(Map.of("role", "user"));
    if (json) {
      connection.wire.send("2[\"x\",{\"role\":\"user\",\"role\":\"admin\"}]");
    } else {
      var twice = new TwiceRole();
      connection.emit("x", twice);
    }
    connection.wire.awaitClose();
    assertThat(got).isEmpty();
  }

  @Test
  void ofDuplicateKeysTheLastCounts() throws Exception {
    connection.start(true);
    connection.socket.on("x", Object.class, got::add);
    connection.wire.send("2[\"x\",{\"role\":\"user\",\"role\":\"admin\"}]");
    assertThat(take()).isEqualTo(Map.of("role", "admin"));
  }

  /** Serialises itself with a duplicate key. */
  static final class TwiceRole implements com.fasterxml.jackson.databind.JsonSerializable {
    @Override
    public void serialize(
        com.fasterxml.jackson.core.JsonGenerator out,
        com.fasterxml.jackson.databind.SerializerProvider values)
        throws java.io.IOException {
      out.writeStartObject();
      out.writeStringField("role", "user");
      out.writeStringField("role", "admin");
      out.writeEndObject();
    }

    @Override
    public void serializeWithType(
        com.fasterxml.jackson.core.JsonGenerator out,
        com.fasterxml.jackson.databind.SerializerProvider values,
        com.fasterxml.jackson.databind.jsontype.TypeSerializer types) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aTreeIsGivenAsItIs() throws Exception {
    connection.start(true);
    connection.socket.on("tree", JsonNode.class, got::add);
    connection.socket.on("array", ArrayNode.class, got::add);
    connection.socket.on("value", JsonValue.class, got::add);
    connection.emit("tree", Map.of("a", 1));
    assertThat(take()).hasToString("{\"a\":1}");
    connection.emit("array", List.of(1));
    assertThat(take()).hasToString("[1]");
    connection.emit("value", List.of(1));
    assertThat(take()).hasToString("[1]");
    connection.emit("array", 5);
    connection.fence();
    assertThat(connection.errors).hasSize(1).first().asString().contains("argument 0 is not a");
  }
}
