package io.sidecast.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.sidecast.socket.Arguments;
import java.time.Duration;

/**
 * The request of a client to the reference node: usually one object. Thread-safe.
 *
 * @param args the arguments of the event
 */
record Request(Arguments args) {

  private static final int DEFAULT_TIMEOUT_MILLIS = 10_000;

  /** Returns a field of the object that must be a string. */
  String field(String name) {
    return text(object().path(name), name);
  }

  /** Returns the first argument, which must be a string. */
  String first(String name) {
    return text(args.json(0), name);
  }

  JsonNode object() {
    return args.json(0);
  }

  JsonNode data() {
    JsonNode data = object().get("data");
    return data == null ? NullNode.instance : data;
  }

  Duration timeout() {
    return millis(object().path("timeout"));
  }

  /** Returns a number of milliseconds, or the default. */
  Duration millis(JsonNode number) {
    return Duration.ofMillis(number.asLong(DEFAULT_TIMEOUT_MILLIS));
  }

  /** Returns a field of the object that is an array of strings, empty if it is missing. */
  String[] names(String name) {
    JsonNode array = object().path(name);
    var names = new String[array.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = text(array.get(i), name);
    }
    return names;
  }

  private static String text(JsonNode value, String name) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException(name + " is missing or not a string");
    }
    return value.textValue();
  }
}
