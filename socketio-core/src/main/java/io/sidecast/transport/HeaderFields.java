package io.sidecast.transport;

import java.util.ArrayList;
import java.util.List;

/**
 * The header fields that a {@link HeadersHook} adds to an answer. One name may have several values.
 * Confined to the call of the hook.
 */
public final class HeaderFields {

  private final List<HttpHeader> fields = new ArrayList<>(4);

  HeaderFields() {}

  /**
   * Sets a field, instead of earlier values of that name.
   *
   * @param name a token
   * @param value the value
   * @throws IllegalArgumentException if {@link HttpHeader} does not allow the field
   */
  public void put(String name, String value) {
    var field = new HttpHeader(name, value);
    fields.removeIf(earlier -> earlier.name().equalsIgnoreCase(name));
    fields.add(field);
  }

  /**
   * Adds a value, for example a second {@code Set-Cookie}.
   *
   * @param name a token
   * @param value the value
   * @throws IllegalArgumentException if {@link HttpHeader} does not allow the field
   */
  public void add(String name, String value) {
    fields.add(new HttpHeader(name, value));
  }

  /** The fields, in order. */
  List<HttpHeader> list() {
    return fields;
  }
}
