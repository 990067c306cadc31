package io.sidecast.junit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/** The conversion between Java values and the values of the client library. */
final class ClientValues {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .findAndAddModules()
          .build();

  private ClientValues() {}

  /** Converts the arguments of an event for the client library. */
  static Object[] toClient(@Nullable Object... values) {
    var converted = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = toClient(MAPPER.<JsonNode>valueToTree(values[i]));
    }
    return converted;
  }

  private static Object toClient(JsonNode value) {
    try {
      return switch (value.getNodeType()) {
        case OBJECT -> object(value);
        case ARRAY -> array(value);
        case BINARY -> value.binaryValue();
        case NUMBER -> value.numberValue();
        case BOOLEAN -> value.booleanValue();
        case STRING -> value.textValue();
        default -> JSONObject.NULL;
      };
    } catch (JSONException e) {
      throw new IllegalArgumentException("the client library has no JSON for " + value, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JSONObject object(JsonNode value) throws JSONException {
    var object = new JSONObject();
    for (var field : value.properties()) {
      object.put(field.getKey(), toClient(field.getValue()));
    }
    return object;
  }

  private static JSONArray array(JsonNode value) {
    var array = new JSONArray();
    value.forEach(element -> array.put(toClient(element)));
    return array;
  }

  /** Converts a value of the client library. */
  static JsonNode fromClient(@Nullable Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value instanceof byte[] bytes) {
      return nodes.binaryNode(bytes);
    }
    if (value instanceof JSONArray array) {
      ArrayNode tree = nodes.arrayNode();
      for (int i = 0; i < array.length(); i++) {
        tree.add(fromClient(array.opt(i)));
      }
      return tree;
    }
    if (value instanceof JSONObject object) {
      ObjectNode tree = nodes.objectNode();
      for (Iterator<?> keys = object.keys(); keys.hasNext(); ) {
        String key = (String) keys.next();
        tree.set(key, fromClient(object.opt(key)));
      }
      return tree;
    }
    return value == null || value == JSONObject.NULL ? nodes.nullNode() : MAPPER.valueToTree(value);
  }
}
