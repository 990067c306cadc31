package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.json.JsonValue;
import io.sidecast.json.tree.JsonTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event or of an acknowledgement. Immutable, provided that no handler modifies
 * a tree of Jackson.
 *
 * @since 0.1.0
 */
public final class Arguments {

  private final List<JsonTree> values;
  private final Values mapping;

  private Arguments(List<JsonTree> values, Values mapping) {
    this.values = List.copyOf(values);
    this.mapping = mapping;
  }

  /** Creates arguments from the elements of an array, starting at an index. */
  static Arguments from(int first, JsonNode array, Values mapping) {
    var values = new ArrayList<JsonTree>(array.size());
    for (int i = first; i < array.size(); i++) {
      values.add(new JsonTree(array.get(i)));
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
    JsonNode tree = tree(index).node();
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
   * Returns an argument as a JSON value.
   *
   * @param index the index of the argument; the first one is 0
   * @return the value; a value of the kind {@link JsonValue.Kind#MISSING} if the index is out of
   *     range
   */
  public JsonValue json(int index) {
    return tree(index);
  }

  private JsonTree tree(int index) {
    return index >= 0 && index < values.size() ? values.get(index) : JsonTree.MISSING;
  }

  /**
   * Returns all arguments as JSON values. They can be emitted unchanged.
   *
   * @return the values in the order of the arguments
   */
  public List<JsonValue> all() {
    return Collections.unmodifiableList(values);
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
