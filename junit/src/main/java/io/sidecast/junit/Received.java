package io.sidecast.junit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.socket.TypeRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that a client has received, or an acknowledgement, with its arguments. Immutable.
 *
 * @since 0.1.0
 */
public final class Received {

  private static final int LONGEST_TEXT = 300;

  private final String event;
  private final List<JsonNode> args;

  private Received(String event, List<JsonNode> args) {
    this.event = event;
    this.args = args;
  }

  /** Copies the values of the client library, from the first one on. */
  static Received of(String event, int first, @Nullable Object... values) {
    var args = new ArrayList<JsonNode>();
    for (int i = first; i < values.length; i++) {
      args.add(ClientValues.fromClient(values[i]));
    }
    return new Received(event, List.copyOf(args));
  }

  /**
   * Returns the name of the event. An acknowledgement has the name of the acknowledged event.
   *
   * @return the name
   */
  public String event() {
    return event;
  }

  /**
   * Returns the number of arguments.
   *
   * @return the number of arguments
   */
  public int size() {
    return args.size();
  }

  /**
   * Converts the first argument.
   *
   * @param type the class of the argument; {@code byte[]} for binary
   * @param <T> the type of the argument
   * @return the argument
   * @throws AssertionError if the argument is missing, null, or does not fit the type
   */
  public <T> T as(Class<T> type) {
    return get(0, type);
  }

  /**
   * Converts the first argument.
   *
   * @param type the type of the argument, with type arguments
   * @param <T> the type of the argument
   * @return the argument
   * @throws AssertionError if the argument is missing, null, or does not fit the type
   */
  public <T> T as(TypeRef<T> type) {
    return get(0, type);
  }

  /**
   * Converts an argument.
   *
   * @param index the index of the argument, from 0
   * @param type the class of the argument; {@code byte[]} for binary
   * @param <T> the type of the argument
   * @return the argument
   * @throws AssertionError if the argument is missing, null, or does not fit the type
   */
  public <T> T get(int index, Class<T> type) {
    return get(index, TypeRef.of(type));
  }

  /**
   * Converts an argument.
   *
   * @param index the index of the argument, from 0
   * @param type the type of the argument, with type arguments
   * @param <T> the type of the argument
   * @return the argument
   * @throws AssertionError if the argument is missing, null, or does not fit the type
   */
  public <T> T get(int index, TypeRef<T> type) {
    if (isNull(index)) {
      throw new AssertionError("argument " + index + " is missing or null: " + this);
    }
    try {
      var javaType = ClientValues.MAPPER.constructType(type.type());
      return ClientValues.MAPPER.treeToValue(args.get(index), javaType);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new AssertionError(
          "argument %d is not of the type %s: %s".formatted(index, type, this), e);
    }
  }

  /**
   * Returns whether an argument is missing or null.
   *
   * @param index the index of the argument, from 0
   * @return true if there is no value
   */
  public boolean isNull(int index) {
    return index >= args.size() || args.get(index).isNull();
  }

  /**
   * Returns the event with its arguments as JSON, for failure messages; a long text is cut.
   *
   * @return the text, for example {@code said["tea",{"name":"Ada"}]}
   */
  @Override
  public String toString() {
    String text = event + args.toString().replace(", ", ",");
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }
}
