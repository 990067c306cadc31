package io.sidecast.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.json.JsonValue;
import io.sidecast.json.tree.JsonTree;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPacketCodecTest {

  private static final byte[] BYTES = {0, 1, (byte) 0xff};

  private final JsonPacketCodec codec =
      new JsonPacketCodec(new ObjectMapper(), JsonPacketCodec.Limits.DEFAULT);

  private static String text(EncodedPacket packet) {
    return new String(packet.head(), UTF_8);
  }

  private Packet decode(String text) {
    return codec.newDecoder().text(text.getBytes(UTF_8));
  }

  @Test
  void encodesEachTypeAsTheProtocolSays() {
    var connect = new Packet.Header(PacketType.CONNECT, "/");
    assertThat(text(codec.encode(connect, Map.of("sid", "abc")))).isEqualTo("0{\"sid\":\"abc\"}");
    assertThat(text(codec.encode(new Packet.Header(PacketType.DISCONNECT, "/admin"), null)))
        .isEqualTo("1/admin,");
    assertThat(text(codec.encode(new Packet.Header(PacketType.EVENT, "/"), List.of("foo", 1))))
        .isEqualTo("2[\"foo\",1]");
    assertThat(text(codec.encode(new Packet.Header(PacketType.ACK, "/admin", 456), List.of("bar"))))
        .isEqualTo("3/admin,456[\"bar\"]");
    assertThat(
            text(
                codec.encode(
                    new Packet.Header(PacketType.CONNECT_ERROR, "/"), Map.of("message", "no"))))
        .isEqualTo("4{\"message\":\"no\"}");
  }

  record WithBytes(String name, byte[] content) {}

  @Test
  void takesBinaryOutOfValuesAtAnyDepthInOrder() {
    var event = new Packet.Header(PacketType.EVENT, "/chat", 7);
    var packet =
        codec.encode(event, List.of("up", new WithBytes("a", BYTES), List.of(new byte[] {9})));
    assertThat(text(packet))
        .isEqualTo(
            "52-/chat,7[\"up\",{\"name\":\"a\",\"content\":{\"_placeholder\":true,\"num\":0}},"
                + "[{\"_placeholder\":true,\"num\":1}]]");
    assertThat(packet.attachments()).containsExactly(BYTES, new byte[] {9});
  }

  @Test
  void putsBinaryBackWhereItWas() throws Exception {
    var decoder = codec.newDecoder();
    assertThat(decoder.text("61-12[{\"a\":{\"_placeholder\":true,\"num\":0}}]".getBytes(UTF_8)))
        .isNull();
    Packet packet = decoder.binary(BYTES);
    assertThat(packet.header()).isEqualTo(new Packet.Header(PacketType.ACK, "/", 12));
    JsonNode tree = JsonTree.node(codec.parse(packet.payload()));
    assertThat(tree.at("/0/a").binaryValue()).isEqualTo(BYTES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0                  | CONNECT    | /       | -1 | ``",
        "0/admin            | CONNECT    | /admin  | -1 | ``",
        "0/admin,{\"t\":1}  | CONNECT    | /admin  | -1 | {\"t\":1}",
        "1/admin,           | DISCONNECT | /admin  | -1 | ``",
        "2[\"a\",\"/x,1\"]  | EVENT      | /       | -1 | [\"a\",\"/x,1\"]",
        "213[\"a\"]         | EVENT      | /       | 13 | [\"a\"]",
        "2/n,0[\"a\"]       | EVENT      | /n      | 0  | [\"a\"]",
        "3/n,1[]            | ACK        | /n      | 1  | []",
      })
  void decodes(String text, PacketType type, String namespace, long ackId, String body) {
    Packet packet = decode(text);
    assertThat(packet.header()).isEqualTo(new Packet.Header(type, namespace, ackId));
    assertThat(new String(packet.payload().body(), UTF_8)).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "abc",
        "2",
        "2{}",
        "2\"a\"",
        "3",
        "3{}",
        "0[]",
        "0\"x\"",
        "1{}",
        "5[\"a\"]",
        "5-[\"a\"]",
        "51[\"a\"]",
        "511-[\"a\"]",
        "59999999-[\"a\"]",
        "21234567890123456[\"a\"]",
      })
  void refusesWhatIsNotAPacket(String text) {
    assertThatThrownBy(() -> decode(text)).isInstanceOf(PacketException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"a\"", "[\"a\"]]", "[\"a\"] 1", "[\"a\",]", "[NaN]"})
  void refusesDataThatIsNotOneJsonValue(String body) {
    Packet packet = decode("2" + body);
    assertThatThrownBy(() -> codec.parse(packet.payload())).isInstanceOf(PacketException.class);
  }

  /** JavaScript escapes half a surrogate pair, as a JSON text may, in a value and in a key. */
  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d", "a\\uDE00b", "\\ud83d\\ud83d\u00fc\u4e2d"})
  void keepsHalfASurrogatePair(String escaped) {
    String plain = escaped.replace("\\ud83d", "\ud83d").replace("\\uDE00", "\ude00");
    Packet packet = decode("2[\"a\",{\"" + escaped + "\":\"" + escaped + "\"}]");
    JsonValue object = codec.parse(packet.payload()).get(1);
    assertThat(object.get(plain).string()).contains(plain);
    EncodedPacket again = codec.encode(packet.header(), List.of("a", Map.of(plain, plain)));
    JsonValue returned = codec.parse(decode(text(again)).payload()).get(1);
    assertThat(returned).isEqualTo(object);
  }

  @Test
  void refusesInvalidJsonBesideHalfASurrogatePair() {
    for (String body :
        List.of(
            "[\"\\ud83d\",{]",
            "[\"\\ud83d",
            "[\"\\ud8\"]",
            "[{\"\\\\ud83d\":}]",
            "[{\"\\uD\uff18\uff13\uff10\":1}]")) {
      Packet packet = decode("2" + body);
      assertThatThrownBy(() -> codec.parse(packet.payload())).isInstanceOf(PacketException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1", "0.5", "\"0\"", "null", "4294967296"})
  void refusesPlaceholdersWithoutAnAttachment(String number) {
    var decoder = codec.newDecoder();
    decoder.text(("51-[\"a\",{\"_placeholder\":true,\"num\":" + number + "}]").getBytes(UTF_8));
    Packet packet = decoder.binary(BYTES);
    assertThatThrownBy(() -> codec.parse(packet.payload()))
        .isInstanceOf(PacketException.class)
        .hasMessageContaining("illegal attachments");
  }

  @Test
  void refusesMessagesOutOfTurn() {
    var decoder = codec.newDecoder();
    assertThatThrownBy(() -> decoder.binary(BYTES)).isInstanceOf(PacketException.class);
    decoder.text("51-[\"a\"]".getBytes(UTF_8));
    assertThatThrownBy(() -> decoder.text("2[\"a\"]".getBytes(UTF_8)))
        .isInstanceOf(PacketException.class);
  }

  @Test
  void refusesDeepNesting() {
    String deep = "[".repeat(201) + "]".repeat(201);
    assertThatThrownBy(() -> codec.parse(decode("2" + deep).payload()))
        .isInstanceOf(PacketException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/chat", "/ünï-1,"})
  void addsAnAckIdToAnEncodedEvent(String namespace) {
    String name =
        namespace.endsWith(",") ? namespace.substring(0, namespace.length() - 1) : namespace;
    for (Object argument : new Object[] {5, BYTES}) {
      List<Object> data = List.of("ask", argument);
      var without = codec.encode(new Packet.Header(PacketType.EVENT, name), data);
      var with = codec.encode(new Packet.Header(PacketType.EVENT, name, 42), data);
      var added = codec.withAckId(without, 42);
      assertThat(text(added)).isEqualTo(text(with));
      assertThat(added.attachments()).isEqualTo(without.attachments());
    }
  }

  @Test
  void saysWhatCannotBeSerialised() {
    var header = new Packet.Header(PacketType.EVENT, "/");
    assertThatThrownBy(() -> codec.encode(header, Arrays.asList("a", new Object())))
        .isInstanceOf(PacketException.class)
        .hasMessageContaining("cannot serialise");
  }

  @Test
  void garbageIsRefusedAndNothingElseHappens() {
    var random = new SplittableRandom(20261123);
    String alphabet = "0123456789-/,[]{}\":ab_placeholdernumtrue\u0000é";
    for (int round = 0; round < 200_000; round++) {
      var garbage = new StringBuilder();
      for (int i = random.nextInt(24); i >= 0; i--) {
        garbage.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Packet packet = decode(garbage.toString());
        if (packet != null && !packet.payload().isEmpty()) {
          codec.parse(packet.payload());
        }
      } catch (PacketException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }
}
