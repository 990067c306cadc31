package io.sidecast.packet;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sidecast.json.JsonValue;
import io.sidecast.json.tree.JsonTree;
import io.sidecast.log.ExceptionText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/**
 * A codec that encodes each packet as one binary message in MessagePack, like {@code
 * socket.io-msgpack-parser}, which the clients must use too. It writes values with the features and
 * modules of its mapper. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MsgpackPacketCodec implements PacketCodec {

  /** The header of a map with 3 entries. The header of a map with 4 entries is the next number. */
  private static final int MAP_WITHOUT_ACK_ID = 0x83;

  /** The configuration of a small buffer: the packer adds the data without a copy. */
  private static final MessagePack.PackerConfig PACKER =
      new MessagePack.PackerConfig().withBufferSize(256);

  private final JsonFactory json;
  private final MessagePackFactory msgpack;
  private final ValueWriter writer;
  private final JsonNodeFactory nodes;
  private final boolean uniqueKeys;
  private final TreeReader reader;
  private final int maxDepth;

  /**
   * Creates a codec.
   *
   * @param mapper serialises and parses the values; must not be changed afterwards
   * @param maxDepth the maximum nesting of arrays and maps in a packet from a client
   */
  public MsgpackPacketCodec(ObjectMapper mapper, int maxDepth) {
    this.json = mapper.getFactory();
    this.msgpack = MsgpackExtensions.factory(mapper);
    this.writer = new ValueWriter(mapper);
    this.nodes = mapper.getNodeFactory();
    this.uniqueKeys = TreeReader.requiresUniqueKeys(mapper);
    this.reader = new TreeReader(nodes, false, uniqueKeys);
    this.maxDepth = maxDepth;
  }

  /** Creates a copy of a codec that refuses duplicate keys. */
  private MsgpackPacketCodec(MsgpackPacketCodec other) {
    this.json = other.json;
    this.msgpack = other.msgpack;
    this.writer = other.writer;
    this.nodes = other.nodes;
    this.uniqueKeys = true;
    this.reader = new TreeReader(nodes, false, true);
    this.maxDepth = other.maxDepth;
  }

  @Override
  public EncodedPacket encode(Packet.Header header, @Nullable Object data) {
    boolean hasAckId = header.ackId() != Packet.NO_ACK;
    try (MessageBufferPacker packer = PACKER.newBufferPacker()) {
      packer.packMapHeader(2 + (data == null ? 0 : 1) + (hasAckId ? 1 : 0));
      packer.packString(MsgpackHead.TYPE).packInt(MsgpackHead.number(header.type()));
      if (data != null) {
        packer
            .packString(MsgpackHead.DATA)
            .addPayload(writer.write(header.type(), data, this::generator));
      }
      packer.packString(MsgpackHead.NAMESPACE).packString(header.namespace());
      if (hasAckId) {
        packer.packString(MsgpackHead.ACK_ID).packLong(header.ackId());
      }
      return EncodedPacket.binary(packer.toByteArray());
    } catch (IOException e) {
      throw new PacketException(
          "cannot write a packet: " + ExceptionText.of(e), ExceptionText.cause(e));
    }
  }

  private JsonGenerator generator(OutputStream out) throws IOException {
    return new MsgpackGenerator(msgpack.createGenerator(out, JsonEncoding.UTF8), json);
  }

  /** Appends the id, which is the last entry of the map. */
  @Override
  public EncodedPacket withAckId(EncodedPacket event, long ackId) {
    byte[] head = event.head();
    if ((head[0] & 0xff) != MAP_WITHOUT_ACK_ID) {
      throw new IllegalArgumentException("not an event without an acknowledgement id");
    }
    try (MessageBufferPacker packer = PACKER.newBufferPacker()) {
      packer.packString(MsgpackHead.ACK_ID).packLong(ackId);
      byte[] id = packer.toByteArray();
      byte[] withId = Arrays.copyOf(head, head.length + id.length);
      withId[0] = (byte) (MAP_WITHOUT_ACK_ID + 1);
      System.arraycopy(id, 0, withId, head.length, id.length);
      return EncodedPacket.binary(withId).with(event.flags());
    } catch (IOException e) {
      throw new PacketException("cannot write an acknowledgement id", e);
    }
  }

  @Override
  public JsonValue parse(Payload payload, int maxNodes) {
    try {
      JsonNode tree = parsed(payload.body(), maxNodes);
      if (tree == null) {
        throw new PacketException("the data of a packet is missing");
      }
      return new JsonTree(tree);
    } catch (IOException | MessagePackException e) {
      throw new PacketException(
          "malformed MessagePack in a packet: " + ExceptionText.of(e), ExceptionText.cause(e));
    }
  }

  private @Nullable JsonNode parsed(byte[] body, int maxNodes) throws IOException {
    try (JsonParser parser = msgpack.createParser(body)) {
      return reader.read(new TreeReader.Input(parser, Placeholders.NONE, maxNodes));
    }
  }

  @Override
  public @Nullable String plainEventName(Payload event) {
    try (MessageUnpacker in = MessagePack.newDefaultUnpacker(event.body())) {
      boolean isNamed =
          in.unpackArrayHeader() > 0 && in.getNextFormat().getValueType().isStringType();
      return isNamed ? in.unpackString() : null;
    } catch (IOException | MessagePackException e) {
      return null;
    }
  }

  @Override
  public PacketCodec refusingDuplicateKeys() {
    return uniqueKeys ? this : new MsgpackPacketCodec(this);
  }

  @Override
  public PacketDecoder newDecoder() {
    return new PacketDecoder() {
      @Override
      public Packet text(byte[] utf8) {
        throw new PacketException("text message: the client does not use the MessagePack parser");
      }

      @Override
      public Packet binary(byte[] bytes) {
        MsgpackHead head = MsgpackHead.read(bytes, maxDepth, uniqueKeys);
        byte[] body = Arrays.copyOfRange(bytes, head.dataStart(), head.dataEnd());
        return new Packet(head.header(), new Payload(body, List.of()));
      }
    };
  }
}
