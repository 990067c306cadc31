package io.sidecast.cluster.message;

import io.sidecast.Nanoseconds;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.NodeId;
import io.sidecast.operation.Audience;
import io.sidecast.packet.EncodedPacket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Measures the envelope of a packet of 200 bytes to one socket, and the creation of its audience.
 */
public class EnvelopeBenchmark extends Nanoseconds {

  private final CborEnvelopeCodec codec = new CborEnvelopeCodec();
  private final NodeId node = NodeId.random();
  private final String sid = node.newSocketId();
  private final EncodedPacket packet =
      EncodedPacket.text(
          ("2[\"msg\",\"" + "x".repeat(200) + "\"]").getBytes(StandardCharsets.UTF_8), List.of());
  private final Audience audience = Audience.allSockets("/").to(List.of(sid));
  private final byte[] bytes = codec.encode(envelope());

  private final EnvelopeFormat signed = new EnvelopeFormat(EnvelopeKeys.of(new byte[32]));

  private Envelope envelope() {
    return new Envelope(node, 1, new Message.Emit(audience, packet));
  }

  /** Encodes an envelope. */
  @Benchmark
  public byte[] encode() {
    return codec.encode(envelope());
  }

  /** Decodes an envelope. */
  @Benchmark
  public Object decode() {
    return codec.decode(bytes);
  }

  /** Encodes and signs an envelope. */
  @Benchmark
  public byte[] encodeSigned() {
    return signed.encode(ClusterChannels.BROADCAST, envelope());
  }

  /** Encodes, signs, verifies and decodes an envelope: each copy of one would be refused. */
  @Benchmark
  public Object encodeSignedAndDecode() {
    return signed.decode(ClusterChannels.BROADCAST, encodeSigned());
  }

  /** Creates an audience of one sid. */
  @Benchmark
  public Audience audience() {
    return Audience.allSockets("/").to(List.of(sid));
  }
}
