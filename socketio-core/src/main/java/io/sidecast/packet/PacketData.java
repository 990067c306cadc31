package io.sidecast.packet;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The data of a packet in the form that the mapper serialises. The array of arguments, the object
 * of a CONNECT packet and the name of an event belong to the protocol, so no feature of the mapper
 * changes them. Each argument is a root value of the mapper. Confined to the thread that encodes
 * the packet.
 *
 * @param isEvent whether the first element is the name of an event
 * @param data a list, a map or a single value
 */
record PacketData(boolean isEvent, Object data) implements JsonSerializable {

  @Override
  public void serialize(JsonGenerator json, SerializerProvider values) throws IOException {
    if (data instanceof List<?> list) {
      json.writeStartArray();
      int first = 0;
      if (isEvent && !list.isEmpty() && list.get(0) instanceof String name) {
        json.writeString(name);
        first = 1;
      }
      for (int i = first; i < list.size(); i++) {
        values.defaultSerializeValue(list.get(i), json);
      }
      json.writeEndArray();
    } else if (data instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        values.defaultSerializeValue(entry.getValue(), json);
      }
      json.writeEndObject();
    } else {
      values.defaultSerializeValue(data, json);
    }
  }

  /** Serialises the data without type information, whatever the default typing of the mapper. */
  @Override
  public void serializeWithType(
      JsonGenerator json, SerializerProvider values, TypeSerializer typeSerializer)
      throws IOException {
    serialize(json, values);
  }
}
