package io.sidecast.packet;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.Nanoseconds;
import io.sidecast.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Measures an event with 200 bytes of data: encoding, decoding of its head, and parsing of its
 * data.
 */
public class CodecBenchmark extends Nanoseconds {

  private static final Packet.Header EVENT = new Packet.Header(PacketType.EVENT, "/");

  private final PacketCodec codec =
      new JsonPacketCodec(new ObjectMapper(), JsonPacketCodec.Limits.DEFAULT);
  private final List<Object> data = List.of("msg", Map.of("text", "x".repeat(200)));
  private final EncodedPacket encoded = codec.encode(EVENT, data);
  private final PacketDecoder decoder = codec.newDecoder();
  private final Payload payload = Packet.decode(encoded, codec.newDecoder()).payload();

  /** Encodes the event. */
  @Benchmark
  public EncodedPacket encode() {
    return codec.encode(EVENT, data);
  }

  /** Decodes the head. */
  @Benchmark
  public @Nullable Packet decode() {
    return decoder.text(encoded.head());
  }

  /** Parses the data. */
  @Benchmark
  public JsonValue parse() {
    return codec.parse(payload);
  }
}
