package io.sidecast.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event or of an acknowledgement. Immutable as long as nobody changes a tree.
 */
public final class Arguments {

  private final List<JsonNode> values;
  private final ObjectMapper mapper;

  private Arguments(List<JsonNode> values, ObjectMapper mapper) {
    this.values = List.copyOf(values);
    this.mapper = mapper;
  }

  /** The elements of an array from an index on. */
  static Arguments from(int first, JsonNode array, ObjectMapper mapper) {
    var values = new ArrayList<JsonNode>(array.size());
    for (int i = first; i < array.size(); i++) {
      values.add(array.get(i));
    }
    return new Arguments(values, mapper);
  }

  /**
   * How many there are.
   *
   * @return the number
   */
  public int size() {
    return values.size();
  }

  /**
   * An argument as a value of your own type.
   *
   * @param index counts from 0
   * @param type the class; {@code byte[]} for binary
   * @param <T> the type
   * @return the value, null if the argument is null or missing
   * @throws IllegalArgumentException if it does not fit the type
   */
  public <T> @Nullable T get(int index, Class<T> type) {
    JsonNode value = json(index);
    if (value.isMissingNode()) {
      return null;
    }
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    try {
      return mapper.treeToValue(value, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "argument " + index + " is not a " + type.getTypeName() + ": " + e.getOriginalMessage(),
          e);
    }
  }

  /** As {@link #get}, for a handler that takes no null. */
  <T> T require(int index, Class<T> type) {
    T value = get(index, type);
    if (value == null) {
      throw new IllegalArgumentException("argument " + index + " is missing or null");
    }
    return value;
  }

  /**
   * An argument as a tree.
   *
   * @param index counts from 0
   * @return the tree, with binary nodes for binary; a missing node if there is no such argument
   */
  public JsonNode json(int index) {
    return index >= 0 && index < values.size() ? values.get(index) : MissingNode.getInstance();
  }

  /**
   * All arguments as trees; they can be emitted again as they are.
   *
   * @return the trees in order
   */
  public List<JsonNode> all() {
    return values;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
