package io.sidecast.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes packets with a text head. It checks the type of the data by its first character and
 * leaves the parsing to the codec. Not thread-safe.
 */
final class JsonPacketDecoder implements PacketDecoder {

  private final int maxAttachments;
  private @Nullable Incomplete incomplete;

  private record Incomplete(
      Packet.Header header, byte[] body, int expected, List<byte[]> attachments) {}

  JsonPacketDecoder(int maxAttachments) {
    this.maxAttachments = maxAttachments;
  }

  @Override
  public @Nullable Packet text(byte[] utf8) {
    if (incomplete != null) {
      throw new PacketException("text message while attachments are missing");
    }
    JsonHead head = JsonHead.read(utf8);
    byte[] body = Arrays.copyOfRange(utf8, head.body(), utf8.length);
    checkShape(head.header().type(), body);
    if (head.attachments() > maxAttachments) {
      throw new PacketException("too many attachments: " + head.attachments());
    }
    if (head.attachments() > 0) {
      incomplete =
          new Incomplete(
              head.header(), body, head.attachments(), new ArrayList<>(head.attachments()));
      return null;
    }
    return new Packet(head.header(), new Payload(body, List.of()));
  }

  @Override
  public @Nullable Packet binary(byte[] bytes) {
    Incomplete waiting = incomplete;
    if (waiting == null) {
      throw new PacketException("binary message that no packet announced");
    }
    waiting.attachments().add(bytes);
    if (waiting.attachments().size() < waiting.expected()) {
      return null;
    }
    incomplete = null;
    return new Packet(waiting.header(), new Payload(waiting.body(), waiting.attachments()));
  }

  private static void checkShape(PacketType type, byte[] body) {
    boolean fits =
        switch (type) {
          case EVENT, ACK -> body.length > 0 && body[0] == '[';
          case CONNECT -> body.length == 0 || body[0] == '{';
          case DISCONNECT -> body.length == 0;
          case CONNECT_ERROR -> body.length == 0 || body[0] == '{' || body[0] == '"';
        };
    if (!fits) {
      throw new PacketException("invalid payload of a packet of type " + type);
    }
  }
}
