package io.sidecast.packet;

import io.sidecast.log.ExceptionText;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * The head of a packet in MessagePack, which is a map with {@code type}, {@code nsp}, {@code data}
 * and {@code id}. Immutable.
 *
 * @param header the type, the namespace and the acknowledgement id
 * @param dataStart the index of the first byte of the data
 * @param dataEnd the index after the last byte of the data; equal to its start without data
 */
record MsgpackHead(Packet.Header header, int dataStart, int dataEnd) {

  static final String TYPE = "type";
  static final String NAMESPACE = "nsp";
  static final String DATA = "data";
  static final String ACK_ID = "id";

  private static final int MAX_ENTRIES = 8;

  /** The entries that have been read. */
  private static final class Entries {
    int type = -1;
    String namespace = "/";
    long ackId = Packet.NO_ACK;
    int dataStart;
    int dataEnd;
    ValueType dataType = ValueType.NIL;

    /** The keys that have been read; null if duplicate keys are accepted. */
    @Nullable Set<String> keys;
  }

  static int number(PacketType type) {
    return switch (type) {
      case CONNECT -> 0;
      case DISCONNECT -> 1;
      case EVENT -> 2;
      case ACK -> 3;
      case CONNECT_ERROR -> 4;
    };
  }

  private static PacketType type(int number) {
    return switch (number) {
      case 0 -> PacketType.CONNECT;
      case 1 -> PacketType.DISCONNECT;
      case 2 -> PacketType.EVENT;
      case 3 -> PacketType.ACK;
      case 4 -> PacketType.CONNECT_ERROR;
      default -> throw new PacketException("unknown packet type " + number);
    };
  }

  static MsgpackHead read(byte[] bytes, int maxDepth, boolean uniqueKeys) {
    try (MessageUnpacker in = MessagePack.newDefaultUnpacker(bytes)) {
      int count = in.unpackMapHeader();
      if (count > MAX_ENTRIES) {
        throw new PacketException("too many entries in a packet: " + count);
      }
      var entries = new Entries();
      entries.keys = uniqueKeys ? new HashSet<>() : null;
      for (int i = 0; i < count; i++) {
        String key = in.unpackString();
        if (entries.keys != null && !entries.keys.add(key)) {
          throw new PacketException("duplicate key in a packet");
        }
        readEntry(in, key, entries, maxDepth);
      }
      if (in.hasNext()) {
        throw new PacketException("bytes after the end of a packet");
      }
      PacketType type = type(entries.type);
      checkShape(type, entries);
      var header = new Packet.Header(type, entries.namespace, entries.ackId);
      return new MsgpackHead(header, entries.dataStart, entries.dataEnd);
    } catch (IOException | MessagePackException e) {
      throw new PacketException(
          "not a packet in MessagePack: " + ExceptionText.of(e), ExceptionText.cause(e));
    }
  }

  private static void readEntry(MessageUnpacker in, String key, Entries entries, int maxDepth)
      throws IOException {
    switch (key) {
      case TYPE -> entries.type = in.unpackInt();
      case NAMESPACE -> entries.namespace = in.unpackString();
      case ACK_ID -> entries.ackId = readAckId(in);
      case DATA -> readData(in, entries, maxDepth);
      default -> skip(in, maxDepth);
    }
  }

  private static long readAckId(MessageUnpacker in) throws IOException {
    ValueType type = in.getNextFormat().getValueType();
    if (type.isNilType() || type.isExtensionType()) {
      in.skipValue();
      return Packet.NO_ACK;
    }
    long ackId = in.unpackLong();
    if (ackId < 0) {
      throw new PacketException("negative acknowledgement id");
    }
    return ackId;
  }

  private static void readData(MessageUnpacker in, Entries entries, int maxDepth)
      throws IOException {
    ValueType type = in.getNextFormat().getValueType();
    boolean absent = type.isNilType() || type.isExtensionType(); // undefined is an extension type
    entries.dataType = absent ? ValueType.NIL : type;
    entries.dataStart = (int) in.getTotalReadBytes();
    skip(in, maxDepth);
    entries.dataEnd = absent ? entries.dataStart : (int) in.getTotalReadBytes();
  }

  /** Skips one value, without recursion and with a limit of its depth. */
  private static void skip(MessageUnpacker in, int maxDepth) throws IOException {
    long[] open = new long[maxDepth + 1];
    int depth = 0;
    open[0] = 1;
    while (depth >= 0) {
      if (open[depth] == 0) {
        depth--;
        continue;
      }
      open[depth]--;
      ValueType type = in.getNextFormat().getValueType();
      if (!type.isArrayType() && !type.isMapType()) {
        in.skipValue();
        continue;
      }
      if (++depth > maxDepth) {
        throw new PacketException("values are nested deeper than " + maxDepth);
      }
      open[depth] = type.isArrayType() ? in.unpackArrayHeader() : 2L * in.unpackMapHeader();
    }
  }

  private static void checkShape(PacketType type, Entries entries) {
    ValueType data = entries.dataType;
    boolean fits =
        switch (type) {
          case EVENT, ACK -> data.isArrayType();
          case CONNECT -> data.isMapType() || data.isNilType();
          case DISCONNECT -> data.isNilType();
          case CONNECT_ERROR -> data.isMapType() || data.isStringType();
        };
    if (!fits) {
      throw new PacketException("invalid payload of a packet of type " + type);
    }
  }
}
