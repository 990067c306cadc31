package io.sidecast.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Puts the attachments of a packet back where its placeholders stand. */
final class Placeholders {

  static final String MARK = "_placeholder";
  static final String NUMBER = "num";

  private final List<byte[]> attachments;

  Placeholders(List<byte[]> attachments) {
    this.attachments = attachments;
  }

  /** Changes the tree in place; the depth of the tree is bounded by the parser. */
  JsonNode resolve(JsonNode node) {
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, resolve(array.get(i)));
      }
    } else if (node instanceof ObjectNode object) {
      if (object.path(MARK).isBoolean() && object.path(MARK).booleanValue()) {
        return attachment(object.path(NUMBER));
      }
      object.properties().forEach(field -> field.setValue(resolve(field.getValue())));
    }
    return node;
  }

  private BinaryNode attachment(JsonNode number) {
    if (!number.isInt() || number.intValue() < 0 || number.intValue() >= attachments.size()) {
      throw new PacketException("illegal attachments: placeholder number " + number);
    }
    return BinaryNode.valueOf(attachments.get(number.intValue()));
  }
}
