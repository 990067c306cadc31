package io.sidecast.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sidecast.json.JsonValue;
import io.sidecast.json.tree.JsonTree;
import io.sidecast.log.ExceptionText;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Converts trees to values of the user's types and back, with the user's mapper.
 *
 * <p>Sidecast itself uses this type. It is public because packages cannot share it otherwise, and
 * it may change in every release. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Values {

  private final ObjectMapper mapper;
  private final ObjectReader reader;
  private final ObjectReader treeReader;
  private final ObjectWriter writer;

  /** The reader of each requested type. The code of the application bounds their number. */
  private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

  /**
   * Creates the conversions of one mapper.
   *
   * @param mapper the mapper, which must not change after this call
   */
  public Values(ObjectMapper mapper) {
    this.mapper = mapper;
    this.reader = mapper.reader().withoutRootName();
    this.treeReader = reader.without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    this.writer = mapper.writer().withoutRootName();
  }

  /**
   * Converts a tree to a value.
   *
   * @param tree the tree
   * @param ref the type of the value; {@link JsonValue} and subclasses of {@link JsonNode} return
   *     the tree itself
   * @param what the name of the value in an exception
   * @return the value, or null if the type represents JSON null as null
   * @throws IllegalArgumentException if the tree does not fit the type
   */
  @SuppressWarnings("unchecked") // the type argument of a TypeRef is its type
  <T> @Nullable T read(JsonNode tree, TypeRef<T> ref, String what) {
    Type type = ref.type();
    if (type == JsonValue.class) {
      return (T) new JsonTree(tree);
    }
    if (type instanceof Class<?> kind && JsonNode.class.isAssignableFrom(kind)) {
      return (T) node(tree, kind, what);
    }
    try {
      return (T) readers.computeIfAbsent(type, this::readerFor).readValue(tree);
    } catch (JsonProcessingException e) {
      String reason = ExceptionText.shorten(String.valueOf(e.getOriginalMessage()));
      throw new IllegalArgumentException(
          mismatch(type, what) + ": " + reason, ExceptionText.cause(e));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          mismatch(type, what) + ": " + ExceptionText.of(e), ExceptionText.cause(e));
    }
  }

  /**
   * Converts a tree to a value that is not null, like {@link #read}.
   *
   * @throws IllegalArgumentException if the tree does not fit the type, is missing or is null
   */
  <T> T require(JsonNode tree, TypeRef<T> type, String what) {
    T value = read(tree, type, what);
    if (value == null) {
      throw new IllegalArgumentException(what + " is missing or null");
    }
    return value;
  }

  private static @Nullable JsonNode node(JsonNode tree, Class<?> kind, String what) {
    if (kind.isInstance(tree)) {
      return tree;
    } else if (tree.isNull()) {
      return null;
    }
    throw new IllegalArgumentException(mismatch(kind, what) + " but " + tree.getNodeType());
  }

  private static String mismatch(Type type, String what) {
    return what + " is not a " + type.getTypeName();
  }

  private ObjectReader readerFor(Type type) {
    return reader.forType(mapper.constructType(type));
  }

  /**
   * Converts a value to a tree whose numbers are exact.
   *
   * @throws IOException if a serialiser fails
   */
  JsonNode tree(@Nullable Object value) throws IOException {
    try (var tokens = new TokenBuffer(mapper, false)) {
      writer.writeValue(tokens, value);
      return treeReader.readTree(tokens.asParser(mapper));
    }
  }
}
