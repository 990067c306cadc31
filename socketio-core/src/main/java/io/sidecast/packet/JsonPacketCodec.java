package io.sidecast.packet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The default codec: a text head with JSON data, and binary values as attachments behind it
 * (Socket.IO protocol, "Packet encoding"). Thread-safe.
 */
public final class JsonPacketCodec implements PacketCodec {

  private final ObjectMapper mapper;
  private final JsonFactory factory;
  private final int maxAttachments;

  /**
   * What a packet from a client may contain.
   *
   * @param maxAttachments the most binary attachments
   * @param maxDepth the deepest nesting of arrays and objects
   * @param maxStringLength the most characters in one string
   * @param maxNumberLength the most digits of one number
   */
  public record Limits(int maxAttachments, int maxDepth, int maxStringLength, int maxNumberLength) {

    /** 10 attachments, depth 200, strings of 20 million characters, numbers of 200 digits. */
    public static final Limits DEFAULT = new Limits(10, 200, 20_000_000, 200);
  }

  /**
   * Creates a codec.
   *
   * @param mapper serialises and parses the values
   * @param limits what a packet from a client may contain
   */
  public JsonPacketCodec(ObjectMapper mapper, Limits limits) {
    this.mapper = mapper;
    this.maxAttachments = limits.maxAttachments();
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.maxDepth())
                    .maxStringLength(limits.maxStringLength())
                    .maxNumberLength(limits.maxNumberLength())
                    .build())
            .build();
  }

  @Override
  public EncodedPacket encode(Packet.Header header, @Nullable Object data) {
    if (data == null) {
      return EncodedPacket.text(JsonHead.write(header, 0, new byte[0]), List.of());
    }
    var attachments = new ArrayList<byte[]>(0);
    byte[] body = serialise(data, attachments);
    return EncodedPacket.text(JsonHead.write(header, attachments.size(), body), attachments);
  }

  private byte[] serialise(Object data, List<byte[]> attachments) {
    try (var bytes = new ByteArrayBuilder();
        var generator = new AttachmentGenerator(factory.createGenerator(bytes), attachments)) {
      mapper.writeValue(generator, data);
      generator.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new PacketException("cannot serialise the data of a packet: " + e.getMessage(), e);
    }
  }

  @Override
  public EncodedPacket withAckId(EncodedPacket event, long ackId) {
    byte[] head = event.head();
    int at = JsonHead.ackIdOffset(head);
    byte[] id = Long.toString(ackId).getBytes(StandardCharsets.US_ASCII);
    byte[] withId = Arrays.copyOf(head, head.length + id.length);
    System.arraycopy(id, 0, withId, at, id.length);
    System.arraycopy(head, at, withId, at + id.length, head.length - at);
    return EncodedPacket.text(withId, event.attachments()).with(event.flags());
  }

  @Override
  public JsonNode parse(Payload payload) {
    try (JsonParser parser = factory.createParser(payload.body())) {
      JsonNode tree = mapper.readTree(parser);
      if (tree == null || parser.nextToken() != null) {
        throw new PacketException("the data of a packet must be one JSON value");
      }
      return payload.attachments().isEmpty()
          ? tree
          : new Placeholders(payload.attachments()).resolve(tree);
    } catch (IOException e) {
      throw new PacketException("malformed JSON in a packet: " + e.getMessage(), e);
    }
  }

  @Override
  public PacketDecoder newDecoder() {
    return new JsonPacketDecoder(maxAttachments);
  }
}
