package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event or of an acknowledgement. Immutable as long as nobody changes a tree.
 */
public final class Arguments {

  private final List<JsonNode> values;
  private final Values mapping;

  private Arguments(List<JsonNode> values, Values mapping) {
    this.values = List.copyOf(values);
    this.mapping = mapping;
  }

  /** The elements of an array from an index on. */
  static Arguments from(int first, JsonNode array, Values mapping) {
    var values = new ArrayList<JsonNode>(array.size());
    for (int i = first; i < array.size(); i++) {
      values.add(array.get(i));
    }
    return new Arguments(values, mapping);
  }

  /** The variable arguments of a call; a null array is one null argument. */
  static List<@Nullable Object> given(@Nullable Object @Nullable [] args) {
    return args == null ? Collections.singletonList(null) : Arrays.asList(args);
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
   * @param type the class; {@code byte[]} for binary; {@code Object} for plain Java values: maps,
   *     lists, strings, numbers, booleans and {@code byte[]}
   * @param <T> the type
   * @return the value, null if the argument is null or missing
   * @throws IllegalArgumentException if it does not fit the type
   */
  public <T> @Nullable T get(int index, Class<T> type) {
    return get(index, TypeRef.of(type));
  }

  /**
   * An argument as a value of your own type, with type arguments.
   *
   * @param index counts from 0
   * @param type for example {@code new TypeRef<List<Order>>() {}}
   * @param <T> the type
   * @return the value, null if the argument is null or missing
   * @throws IllegalArgumentException if it does not fit the type
   */
  public <T> @Nullable T get(int index, TypeRef<T> type) {
    TypeRef.checked(type);
    JsonNode tree = json(index);
    return tree.isMissingNode() ? null : mapping.read(tree, type, "argument " + index);
  }

  /** As {@link #get}, for a handler that takes no null. */
  <T> T require(int index, TypeRef<T> type) {
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
