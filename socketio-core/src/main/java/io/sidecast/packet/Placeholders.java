package io.sidecast.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The attachments of a packet, which replace its placeholders. Immutable. */
final class Placeholders {

  static final String MARK = "_placeholder";
  static final String NUMBER = "num";

  /** The placeholders of a packet without attachments. */
  static final Placeholders NONE = new Placeholders(List.of());

  private final List<byte[]> attachments;

  private Placeholders(List<byte[]> attachments) {
    this.attachments = attachments;
  }

  static Placeholders of(List<byte[]> attachments) {
    return attachments.isEmpty() ? NONE : new Placeholders(attachments);
  }

  /** Returns the attachment of a placeholder, or the object itself if it is not a placeholder. */
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
