package io.sidecast.examples;

import io.sidecast.json.JsonValue;
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
    return text(object().get(name), name);
  }

  /** Returns the first argument, which must be a string. */
  String first(String name) {
    return text(args.json(0), name);
  }

  JsonValue object() {
    return args.json(0);
  }

  JsonValue data() {
    return object().get("data");
  }

  Duration timeout() {
    return millis(object().get("timeout"));
  }

  /** Returns a number of milliseconds, or the default. */
  Duration millis(JsonValue number) {
    return Duration.ofMillis(number.integer().orElse(DEFAULT_TIMEOUT_MILLIS));
  }

  /** Returns a field of the object that is an array of strings, empty if it is missing. */
  String[] names(String name) {
    JsonValue array = object().get(name);
    var names = new String[array.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = text(array.get(i), name);
    }
    return names;
  }

  private static String text(JsonValue value, String name) {
    return value
        .string()
        .orElseThrow(() -> new IllegalArgumentException(name + " is missing or not a string"));
  }
}
