package io.sidecast.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.sidecast.json.JsonValue;
import io.sidecast.json.tree.JsonTree;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MsgpackPacketCodecTest {

  private static final Packet.Header EVENT = new Packet.Header(PacketType.EVENT, "/chat");

  private final MsgpackPacketCodec codec = new MsgpackPacketCodec(new ObjectMapper(), 100);

  private Packet decode(EncodedPacket packet) {
    return Packet.decode(packet, codec.newDecoder());
  }

  private Packet decode(String hex) {
    return decode(EncodedPacket.binary(HexFormat.of().parseHex(hex)));
  }

  /** A packet as encoded by notepack, the encoder of the JavaScript parser. */
  @Test
  void readsWhatTheJavaScriptParserWrites() {
    // {type: 2, data: ["a", 1, <Buffer ff>], options: {compress: true}, id: 7, nsp: "/"}
    Packet packet =
        decode(
            "85a47479706502a46461746193a16101c401ffa76f7074696f6e7381a8636f6d7072657373c3"
                + "a2696407a36e7370a12f");
    assertThat(packet.header()).isEqualTo(new Packet.Header(PacketType.EVENT, "/", 7));
    JsonNode data = JsonTree.node(codec.parse(packet.payload()));
    assertThat(data.get(0).asText()).isEqualTo("a");
    assertThat(data.get(1).asInt()).isEqualTo(1);
    assertThat(data.get(2).isBinary()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "d40000,                     null",
    "d6ff00000001,               '\"1970-01-01T00:00:01Z\"'",
    "d7ff0000000400000001,       '\"1970-01-01T00:00:01.000000001Z\"'",
    "c70cff00000001000000000000000a, '\"1970-01-01T00:00:10.000000001Z\"'",
  })
  void readsUndefinedAndDatesAsJsonWouldCarryThem(String value, String json) {
    Packet packet = decode("83a47479706502a46461746192a161" + value + "a36e7370a12f");
    assertThat(codec.parse(packet.payload()).get(1)).hasToString(json);
  }

  @Test
  void ofTwoEntriesWithOneKeyTheLastCountsUnlessTheyAreRefused() {
    // {type: 2, data: ["a"], data: ["b"], nsp: "/"}
    String hex = "84a47479706502a46461746191a161a46461746191a162a36e7370a12f";
    assertThat(codec.parse(decode(hex).payload())).hasToString("[\"b\"]");
    PacketDecoder strict = codec.refusingDuplicateKeys().newDecoder();
    assertThatThrownBy(() -> strict.binary(HexFormat.of().parseHex(hex)))
        .isInstanceOf(PacketException.class)
        .hasMessageContaining("duplicate key");
  }

  /** A value that is sent as a packet of its own. */
  private static final class PacketInPacket extends StdSerializer<UUID> {
    private final transient MsgpackPacketCodec codec =
        new MsgpackPacketCodec(new ObjectMapper(), 100);

    PacketInPacket() {
      super(UUID.class);
    }

    @Override
    public void serialize(UUID value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeBinary(codec.encode(EVENT, List.of("inner")).head());
    }
  }

  @Test
  void aSerialiserMayEncodeAPacketItself() throws Exception {
    var mapper = new ObjectMapper();
    mapper.registerModule(new SimpleModule().addSerializer(new PacketInPacket()));
    var outer = new MsgpackPacketCodec(mapper, 100);
    JsonValue data =
        codec.parse(
            decode(outer.encode(EVENT, List.of("before", new UUID(1, 2), "after"))).payload());
    assertThat(data.get(0).string()).contains("before");
    Packet inner = decode(EncodedPacket.binary(data.get(1).binary().orElseThrow()));
    assertThat(codec.parse(inner.payload())).hasToString("[\"inner\"]");
    assertThat(data.get(2).string()).contains("after");
  }

  @Test
  void roundTrip() throws Exception {
    var data = Arrays.asList("é", 1, -1.5, null, true, Map.of("b", new byte[] {0, (byte) 0xff}));
    EncodedPacket packet = codec.encode(EVENT, data);
    assertThat(packet.isText()).isFalse();
    assertThat(packet.attachments()).isEmpty();
    Packet decoded = decode(packet);
    assertThat(decoded.header()).isEqualTo(EVENT);
    JsonNode tree = JsonTree.node(codec.parse(decoded.payload()));
    assertThat(tree.size()).isEqualTo(6);
    assertThat(tree.at("/2").doubleValue()).isEqualTo(-1.5);
    assertThat(tree.at("/5/b").binaryValue()).containsExactly(0, 0xff);
  }

  @Test
  void addsAnAckId() {
    EncodedPacket packet = codec.withAckId(codec.encode(EVENT, List.of("a")), 300);
    assertThat(decode(packet).header())
        .isEqualTo(new Packet.Header(PacketType.EVENT, "/chat", 300));
  }

  @Test
  void connectAndDisconnectMayComeWithoutData() {
    var disconnect = new Packet.Header(PacketType.DISCONNECT, "/");
    assertThat(decode(codec.encode(disconnect, null)).payload().isEmpty()).isTrue();
    // {type: 0, nsp: "/", data: nil}
    assertThat(decode("83a47479706500a36e7370a12fa464617461c0").payload().isEmpty()).isTrue();
    // {type: 0, data: undefined, nsp: "/"}
    assertThat(decode("83a47479706500a464617461d40000a36e7370a12f").payload().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'',                                      not a packet",
    "00,                                      not a packet",
    "82a47479706509a36e7370a12f,              unknown packet type",
    "82a47479706502a36e7370a12f,              invalid payload",
    "83a47479706501a36e7370a12fa46461746190,  invalid payload",
    "83a47479706502a36e7370a12fa464617461dd,  not a packet",
    "83a47479706502a36e7370a12fa4646174619000, after the end",
    "83a47479706502a36e737001a46461746190,    not a packet",
    "df7fffffff,                              too many entries",
  })
  void refuses(String hex, String why) {
    assertThatThrownBy(() -> decode(hex))
        .isInstanceOf(PacketException.class)
        .hasMessageContaining(why);
  }

  @Test
  void refusesDeepNestingWithoutRecursion() {
    String deep = "91".repeat(1_000_000) + "c0";
    assertThatThrownBy(() -> decode("83a47479706502a36e7370a12fa464617461" + deep))
        .isInstanceOf(PacketException.class)
        .hasMessageContaining("nested");
  }

  @Test
  void damageIsRefusedOrReadAndNothingElseHappens() {
    var random = new SplittableRandom(20261123);
    byte[] original =
        codec
            .encode(
                new Packet.Header(PacketType.EVENT, "/", 5),
                List.of("event", Map.of("a", List.of(1, 2.5, "x"), "b", new byte[] {1, 2})))
            .head();
    for (int round = 0; round < 100_000; round++) {
      byte[] damaged = Arrays.copyOf(original, 1 + random.nextInt(original.length));
      for (int hit = random.nextInt(4); hit >= 0; hit--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        Packet packet = decode(EncodedPacket.binary(damaged));
        if (!packet.payload().isEmpty()) {
          codec.parse(packet.payload());
        }
      } catch (PacketException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }
}
