package io.sidecast.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The attachments of a packet, which its placeholders stand for. Immutable. */
final class Placeholders {

  static final String MARK = "_placeholder";
  static final String NUMBER = "num";

  /** A packet without attachments has no placeholders. */
  static final Placeholders NONE = new Placeholders(List.of());

  private final List<byte[]> attachments;

  private Placeholders(List<byte[]> attachments) {
    this.attachments = attachments;
  }

  static Placeholders of(List<byte[]> attachments) {
    return attachments.isEmpty() ? NONE : new Placeholders(attachments);
  }

  /** The attachment that an object stands for, or the object itself if it is no placeholder. */
  JsonNode resolve(ObjectNode object) {
    if (attachments.isEmpty()) {
      return object;
    }
    JsonNode mark = object.get(MARK);
    return mark != null && mark.isBoolean() && mark.booleanValue()
        ? attachment(object.path(NUMBER))
        : object;
  }

  private BinaryNode attachment(JsonNode number) {
    if (!number.isInt() || number.intValue() < 0 || number.intValue() >= attachments.size()) {
      throw new PacketException("illegal attachments: placeholder number " + number);
    }
    return BinaryNode.valueOf(attachments.get(number.intValue()));
  }
}
