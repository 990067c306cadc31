package io.sidecast.packet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sidecast.json.JsonValue;
import io.sidecast.json.tree.JsonTree;
import io.sidecast.log.ExceptionText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The default codec: a text head with JSON data, and binary values as attachments after it
 * (Socket.IO protocol, section "Packet encoding"). It writes and reads values with the features and
 * modules of its mapper. Thread-safe.
 *
 * @since 0.1.0
 */
public final class JsonPacketCodec implements PacketCodec {

  private final JsonFactory output;
  private final JsonFactory input;
  private final ValueWriter writer;
  private final JsonNodeFactory nodes;
  private final boolean uniqueKeys;
  private final TreeReader reader;
  private final int maxAttachments;

  /**
   * The limits of a packet from a client. Immutable.
   *
   * @param maxAttachments the maximum number of binary attachments
   * @param maxDepth the maximum nesting of arrays and objects
   * @param maxStringLength the maximum number of characters in one string
   * @param maxNumberLength the maximum number of digits of one number
   */
  public record Limits(int maxAttachments, int maxDepth, int maxStringLength, int maxNumberLength) {

    /** 10 attachments, depth 200, strings of 20 million characters, numbers of 200 digits. */
    public static final Limits DEFAULT = new Limits(10, 200, 20_000_000, 200);
  }

  /**
   * Creates a codec.
   *
   * @param mapper serialises and parses the values; must not be changed afterwards
   * @param limits the limits of a packet from a client
   * @throws IllegalArgumentException if the format of the mapper is not JSON
   */
  public JsonPacketCodec(ObjectMapper mapper, Limits limits) {
    this.output = mapper.getFactory();
    if (!JsonFactory.FORMAT_NAME_JSON.equals(output.getFormatName())) {
      throw new IllegalArgumentException(
          "mapper must be one for JSON, not for " + output.getFormatName());
    }
    this.input = limited(output, limits);
    this.writer = new ValueWriter(mapper);
    this.nodes = mapper.getNodeFactory();
    this.uniqueKeys = TreeReader.requiresUniqueKeys(mapper);
    this.reader = new TreeReader(nodes, true, uniqueKeys);
    this.maxAttachments = limits.maxAttachments();
  }

  /** Creates a copy of a codec that refuses duplicate keys. */
  private JsonPacketCodec(JsonPacketCodec other) {
    this.output = other.output;
    this.input = other.input;
    this.writer = other.writer;
    this.nodes = other.nodes;
    this.uniqueKeys = true;
    this.reader = new TreeReader(nodes, true, true);
    this.maxAttachments = other.maxAttachments;
  }

  /** Creates a factory with the read features of another one and with limits. */
  private static JsonFactory limited(JsonFactory factory, Limits limits) {
    return factory
        .rebuild()
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
    byte[] body =
        writer.write(
            header.type(),
            data,
            bytes -> new AttachmentGenerator(output.createGenerator(bytes), attachments));
    return EncodedPacket.text(JsonHead.write(header, attachments.size(), body), attachments);
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
  public JsonValue parse(Payload payload, int maxNodes) {
    try {
      return new JsonTree(parseBytes(payload, maxNodes));
    } catch (IOException e) {
      throw new PacketException(
          "malformed JSON in a packet: " + ExceptionText.of(e), ExceptionText.cause(e));
    }
  }

  /** Parses the bytes of a payload. A key with half a surrogate pair takes a second attempt. */
  private JsonNode parseBytes(Payload payload, int maxNodes) throws IOException {
    byte[] body = payload.body();
    try (JsonParser parser = input.createParser(body)) {
      return read(parser, payload, maxNodes);
    } catch (StreamReadException e) {
      if (!SurrogateEscapes.mayBeIn(body)) {
        throw e;
      }
    }
    try (JsonParser parser = input.createParser(SurrogateEscapes.replace(body))) {
      return read(parser, payload, maxNodes);
    }
  }

  private JsonNode read(JsonParser parser, Payload payload, int maxNodes) throws IOException {
    JsonNode tree =
        reader.read(new TreeReader.Input(parser, Placeholders.of(payload.attachments()), maxNodes));
    if (tree == null || parser.nextToken() != null) {
      throw new PacketException("the data of a packet must be one JSON value");
    }
    return tree;
  }

  @Override
  public @Nullable String plainEventName(Payload event) {
    byte[] text = event.body();
    if (text.length < 2 || text[0] != '[' || text[1] != '"') {
      return null;
    }
    for (int i = 2; i < text.length && text[i] != '\\'; i++) {
      if (text[i] == '"') {
        return new String(text, 2, i - 2, StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  @Override
  public PacketCodec refusingDuplicateKeys() {
    return uniqueKeys ? this : new JsonPacketCodec(this);
  }

  @Override
  public PacketDecoder newDecoder() {
    return new JsonPacketDecoder(maxAttachments);
  }
}
