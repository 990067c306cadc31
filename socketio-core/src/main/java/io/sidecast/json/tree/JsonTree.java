package io.sidecast.json.tree;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sidecast.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value over a tree of Jackson. Any mapper writes it as it writes the tree. Immutable,
 * provided that no caller modifies the tree.
 *
 * @param node the tree
 */
public record JsonTree(JsonNode node) implements JsonValue, JsonSerializable {

  /** The value of a name or an index that does not exist. */
  public static final JsonTree MISSING = new JsonTree(MissingNode.getInstance());

  /**
   * Returns the tree of a value.
   *
   * @param value a value of this library
   * @return the tree
   */
  public static JsonNode node(JsonValue value) {
    return ((JsonTree) value).node;
  }

  @Override
  public Kind kind() {
    return switch (node.getNodeType()) {
      case OBJECT -> Kind.OBJECT;
      case ARRAY -> Kind.ARRAY;
      case STRING -> Kind.STRING;
      case NUMBER -> Kind.NUMBER;
      case BOOLEAN -> Kind.BOOLEAN;
      case BINARY -> Kind.BINARY;
      case NULL -> Kind.NULL;
      case MISSING -> Kind.MISSING;
      case POJO -> throw new IllegalStateException("not a JSON value: " + node);
    };
  }

  @Override
  public int size() {
    return node.size();
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return Collections.unmodifiableSet(names);
  }

  @Override
  public JsonValue get(String name) {
    return of(node.get(name));
  }

  @Override
  public JsonValue get(int index) {
    return of(node.get(index));
  }

  private static JsonValue of(@Nullable JsonNode child) {
    return child == null ? MISSING : new JsonTree(child);
  }

  @Override
  public List<JsonValue> elements() {
    if (!node.isArray()) {
      return List.of();
    }
    List<JsonValue> elements = new ArrayList<>(node.size());
    node.forEach(element -> elements.add(new JsonTree(element)));
    return Collections.unmodifiableList(elements);
  }

  @Override
  public Optional<String> string() {
    return Optional.ofNullable(node.textValue());
  }

  @Override
  public Optional<Number> number() {
    return Optional.ofNullable(node.numberValue());
  }

  @Override
  public OptionalLong integer() {
    return node.isIntegralNumber() && node.canConvertToLong()
        ? OptionalLong.of(node.longValue())
        : OptionalLong.empty();
  }

  @Override
  public OptionalDouble decimal() {
    return node.isNumber() ? OptionalDouble.of(node.doubleValue()) : OptionalDouble.empty();
  }

  @Override
  public Optional<Boolean> bool() {
    return node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
  }

  @Override
  public Optional<byte[]> binary() {
    return node.isBinary() ? Optional.of(bytes()) : Optional.empty();
  }

  @Override
  public @Nullable Object plain() {
    return switch (kind()) {
      case OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        names().forEach(name -> map.put(name, get(name).plain()));
        yield map;
      }
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>(size());
        elements().forEach(element -> list.add(element.plain()));
        yield list;
      }
      case STRING -> node.textValue();
      case NUMBER -> node.numberValue();
      case BOOLEAN -> node.booleanValue();
      case BINARY -> bytes();
      case NULL, MISSING -> null;
    };
  }

  private byte[] bytes() {
    try {
      return node.binaryValue();
    } catch (IOException e) {
      throw new IllegalStateException("the bytes of a binary node cannot be read", e);
    }
  }

  @Override
  public void serialize(JsonGenerator out, SerializerProvider provider) throws IOException {
    provider.defaultSerializeValue(node, out);
  }

  @Override
  public void serializeWithType(
      JsonGenerator out, SerializerProvider provider, TypeSerializer typed) throws IOException {
    serialize(out, provider);
  }

  @Override
  public String toString() {
    return node.toString();
  }
}
