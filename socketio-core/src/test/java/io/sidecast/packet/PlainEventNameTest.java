package io.sidecast.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainEventNameTest {

  private final PacketCodec json =
      new JsonPacketCodec(new ObjectMapper(), JsonPacketCodec.Limits.DEFAULT);
  private final PacketCodec msgpack = new MsgpackPacketCodec(new ObjectMapper(), 100);

  private static Payload payload(byte[] body) {
    return new Payload(body, List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "", "拜托了", "with space, and ]", "x,y"})
  void nameOfAnEncodedEvent(String name) {
    var header = new Packet.Header(PacketType.EVENT, "/", Packet.NO_ACK);
    for (PacketCodec codec : List.of(json, msgpack)) {
      Packet event = Packet.decode(codec.encode(header, List.of(name, 1, "2")), codec.newDecoder());
      assertThat(codec.plainEventName(event.payload())).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "[]",
        "[\"",
        "[\"a",
        "[ \"a\"]",
        " [\"a\"]",
        "[\"\\u0061\"]",
        "[1]",
        "{}"
      })
  void otherSpellingsInJson(String text) {
    assertThat(json.plainEventName(payload(text.getBytes(StandardCharsets.UTF_8)))).isNull();
  }

  /** Nothing, an empty array, a number, a string of 4 GiB, a string that ends early, a map. */
  @ParameterizedTest
  @ValueSource(strings = {"", "90", "9101", "91dbffffffff", "91a2ff", "80"})
  void otherDataInMessagePack(String hex) {
    assertThat(msgpack.plainEventName(payload(HexFormat.of().parseHex(hex)))).isNull();
  }

  @Test
  void longerNamesInMessagePack() {
    String hex = "92d903616263c0";
    assertThat(msgpack.plainEventName(payload(HexFormat.of().parseHex(hex)))).isEqualTo("abc");
  }
}
