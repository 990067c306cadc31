package io.sidecast.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The header fields that a {@link HeadersHook} adds to a response. One name may have several
 * values. Not thread-safe; to be used only during the call of the hook.
 *
 * @since 0.1.0
 */
public final class HeaderFields {

  private final List<HttpHeader> fields = new ArrayList<>(4);

  /** Creates an empty list of fields. */
  public HeaderFields() {}

  /**
   * Sets a field, which replaces earlier values of that name.
   *
   * @param name the name, a token
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
   * @param name the name, a token
   * @param value the value
   * @throws IllegalArgumentException if {@link HttpHeader} does not allow the field
   */
  public void add(String name, String value) {
    fields.add(new HttpHeader(name, value));
  }

  /**
   * Returns the fields.
   *
   * @return the fields in the order in which they were added
   */
  public List<HttpHeader> fields() {
    return List.copyOf(fields);
  }
}
