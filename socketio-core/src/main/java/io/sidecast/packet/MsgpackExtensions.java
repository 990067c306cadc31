package io.sidecast.packet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.msgpack.jackson.dataformat.ExtensionTypeCustomDeserializers;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** The MessagePack extension types of clients, converted to the values that JSON has for them. */
final class MsgpackExtensions {

  /** JavaScript's {@code undefined}, as notepack writes it. */
  static final byte UNDEFINED = 0;

  private static final byte TIMESTAMP = -1;

  private MsgpackExtensions() {}

  /** Creates a factory whose generators write nested values with a mapper. */
  static MessagePackFactory factory(ObjectMapper mapper) {
    var readers = new ExtensionTypeCustomDeserializers();
    readers.addCustomDeser(UNDEFINED, data -> null);
    readers.addCustomDeser(TIMESTAMP, MsgpackExtensions::timestamp);
    var factory = new MessagePackFactory();
    factory.setExtTypeCustomDesers(readers);
    factory.setCodec(mapper);
    // A buffer of the thread would be shared by a packet and one that its serialiser encodes.
    factory.setReuseResourceInGenerator(false);
    return factory;
  }

  /** Converts a timestamp to ISO 8601, the form of a JavaScript date in JSON. */
  private static @Nullable Object timestamp(byte[] data) {
    var in = ByteBuffer.wrap(data);
    return switch (data.length) {
      case 4 -> text(Integer.toUnsignedLong(in.getInt()), 0);
      case 8 -> {
        long both = in.getLong();
        yield text(both & 0x3_ffff_ffffL, both >>> 34);
      }
      case 12 -> {
        long nanoseconds = Integer.toUnsignedLong(in.getInt());
        yield text(in.getLong(), nanoseconds);
      }
      default -> throw new PacketException("malformed timestamp of " + data.length + " bytes");
    };
  }

  private static TextNode text(long seconds, long nanoseconds) {
    try {
      return TextNode.valueOf(Instant.ofEpochSecond(seconds, nanoseconds).toString());
    } catch (DateTimeException | ArithmeticException e) {
      throw new PacketException("timestamp out of range", e);
    }
  }
}
