package io.sidecast.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;

/**
 * A codec that makes one binary message of each packet, in MessagePack, as {@code
 * socket.io-msgpack-parser} does. Clients must use that parser too. Thread-safe.
 */
public final class MsgpackPacketCodec implements PacketCodec {

  /** A map of 3 entries; a map of 4 entries has the next number. */
  private static final int MAP_WITHOUT_ACK_ID = 0x83;

  private final ObjectMapper mapper;
  private final int maxDepth;

  /**
   * Creates a codec.
   *
   * @param mapper its settings and modules are used to serialise and parse the values
   * @param maxDepth the deepest nesting of arrays and maps in a packet from a client
   */
  public MsgpackPacketCodec(ObjectMapper mapper, int maxDepth) {
    this.mapper = mapper.copyWith(MsgpackExtensions.factory());
    this.maxDepth = maxDepth;
  }

  @Override
  public EncodedPacket encode(Packet.Header header, @Nullable Object data) {
    boolean hasAckId = header.ackId() != Packet.NO_ACK;
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packMapHeader(2 + (data == null ? 0 : 1) + (hasAckId ? 1 : 0));
      packer.packString(MsgpackHead.TYPE).packInt(MsgpackHead.number(header.type()));
      if (data != null) {
        packer.packString(MsgpackHead.DATA).addPayload(mapper.writeValueAsBytes(data));
      }
      packer.packString(MsgpackHead.NAMESPACE).packString(header.namespace());
      if (hasAckId) {
        packer.packString(MsgpackHead.ACK_ID).packLong(header.ackId());
      }
      return EncodedPacket.binary(packer.toByteArray());
    } catch (IOException e) {
      throw new PacketException("cannot serialise the data of a packet: " + e.getMessage(), e);
    }
  }

  /** The id comes last in the map, so it is appended. */
  @Override
  public EncodedPacket withAckId(EncodedPacket event, long ackId) {
    byte[] head = event.head();
    if ((head[0] & 0xff) != MAP_WITHOUT_ACK_ID) {
      throw new IllegalArgumentException("not an event without an acknowledgement id");
    }
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
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
  public JsonNode parse(Payload payload) {
    try {
      JsonNode tree = mapper.readTree(payload.body());
      if (tree == null || tree.isMissingNode()) {
        throw new PacketException("the data of a packet is missing");
      }
      return tree;
    } catch (IOException | MessagePackException e) {
      throw new PacketException("malformed MessagePack in a packet: " + e.getMessage(), e);
    }
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
        MsgpackHead head = MsgpackHead.read(bytes, maxDepth);
        byte[] body = Arrays.copyOfRange(bytes, head.dataStart(), head.dataEnd());
        return new Packet(head.header(), new Payload(body, List.of()));
      }
    };
  }
}
