package io.sidecast.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Iterator;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/**
 * The arguments of events in a form that all clients share: JSON, with {@code {"_bytes": base64}}
 * for binary. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Values {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String BYTES = "_bytes";

  private Values() {}

  static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Creates an array of arguments, which equals the arguments that a client has received.
   *
   * @param values plain values, {@code byte[]}, or maps and lists of plain values
   * @return the array
   */
  public static ArrayNode of(Object... values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Object value : values) {
      array.add(value instanceof byte[] bytes ? bytes(bytes) : MAPPER.valueToTree(value));
    }
    return array;
  }

  static ObjectNode bytes(byte[] bytes) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(BYTES, Base64.getEncoder().encodeToString(bytes));
  }

  /** Converts a value for the Java client. */
  static Object toClient(JsonNode value) {
    if (value.has(BYTES)) {
      return Base64.getDecoder().decode(value.path(BYTES).textValue());
    }
    try {
      if (value.isObject()) {
        var object = new JSONObject();
        for (var field : value.properties()) {
          object.put(field.getKey(), toClient(field.getValue()));
        }
        return object;
      }
      if (value.isArray()) {
        var array = new JSONArray();
        value.forEach(element -> array.put(toClient(element)));
        return array;
      }
    } catch (JSONException e) {
      throw new IllegalArgumentException("not for JSON: " + value, e);
    }
    return value.isNull() ? JSONObject.NULL : MAPPER.convertValue(value, Object.class);
  }

  /** Converts a value from the Java client. */
  static JsonNode fromClient(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes(bytes);
    }
    if (value instanceof JSONArray array) {
      ArrayNode tree = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < array.length(); i++) {
        tree.add(fromClient(array.opt(i)));
      }
      return tree;
    }
    if (value instanceof JSONObject object) {
      ObjectNode tree = JsonNodeFactory.instance.objectNode();
      for (Iterator<?> keys = object.keys(); keys.hasNext(); ) {
        String key = (String) keys.next();
        tree.set(key, fromClient(object.opt(key)));
      }
      return tree;
    }
    return value == null || value == JSONObject.NULL
        ? JsonNodeFactory.instance.nullNode()
        : MAPPER.valueToTree(value);
  }
}
