package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event or of an acknowledgement. Immutable, provided that no caller modifies a
 * tree.
 */
public final class Arguments {

  private final List<JsonNode> values;
  private final Values mapping;

  private Arguments(List<JsonNode> values, Values mapping) {
    this.values = List.copyOf(values);
    this.mapping = mapping;
  }

  /** Creates arguments from the elements of an array, starting at an index. */
  static Arguments from(int first, JsonNode array, Values mapping) {
    var values = new ArrayList<JsonNode>(array.size());
    for (int i = first; i < array.size(); i++) {
      values.add(array.get(i));
    }
    return new Arguments(values, mapping);
  }

  /** Returns the variable arguments of a call as a list. A null array is one null argument. */
  static List<@Nullable Object> given(@Nullable Object @Nullable [] args) {
    return args == null ? Collections.singletonList(null) : Arrays.asList(args);
  }

  /**
   * Returns the number of arguments.
   *
   * @return the number of arguments
   */
  public int size() {
    return values.size();
  }

  /**
   * Returns an argument as a value of a class.
   *
   * @param index the index of the argument; the first one is 0
   * @param type the class of the value; {@code byte[]} for binary; {@code Object} for plain Java
   *     values: maps, lists, strings, numbers, booleans and {@code byte[]}
   * @param <T> the type of the value
   * @return the value, or null if the argument is null or missing
   * @throws IllegalArgumentException if the argument does not fit the type
   */
  public <T> @Nullable T get(int index, Class<T> type) {
    return get(index, TypeRef.of(type));
  }

  /**
   * Returns an argument as a value of a type with type arguments.
   *
   * @param index the index of the argument; the first one is 0
   * @param type the type of the value, for example {@code new TypeRef<List<Order>>() {}}
   * @param <T> the type of the value
   * @return the value, or null if the argument is null or missing
   * @throws IllegalArgumentException if the argument does not fit the type
   */
  public <T> @Nullable T get(int index, TypeRef<T> type) {
    TypeRef.checked(type);
    JsonNode tree = json(index);
    return tree.isMissingNode() ? null : mapping.read(tree, type, "argument " + index);
  }

  /**
   * Returns an argument for a handler that accepts no null.
   *
   * @throws IllegalArgumentException if the argument is missing, null or does not fit the type
   */
  <T> T require(int index, TypeRef<T> type) {
    T value = get(index, type);
    if (value == null) {
      throw new IllegalArgumentException("argument " + index + " is missing or null");
    }
    return value;
  }

  /**
   * Returns an argument as a tree.
   *
   * @param index the index of the argument; the first one is 0
   * @return the tree, with binary nodes for binary values; a missing node if the index is out of
   *     range
   */
  public JsonNode json(int index) {
    return index >= 0 && index < values.size() ? values.get(index) : MissingNode.getInstance();
  }

  /**
   * Returns all arguments as trees. They can be emitted unchanged.
   *
   * @return the trees in the order of the arguments
   */
  public List<JsonNode> all() {
    return values;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
