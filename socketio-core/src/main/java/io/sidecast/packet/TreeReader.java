package io.sidecast.packet;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecast.limit.Limit;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of one value from the tokens of a parser. The tree keeps the exact value of every
 * number and contains the attachments in place of their placeholders. The parser limits the depth.
 * Thread-safe.
 */
final class TreeReader {

  private static final int SHOWN_KEY_LENGTH = 40;

  /** The tokens of one packet, and how many values it may still have. Not thread-safe. */
  static final class Input {
    private final JsonParser parser;
    private final Placeholders attachments;
    private final int maxNodes;
    private int nodes;

    Input(JsonParser parser, Placeholders attachments, int maxNodes) {
      this.parser = parser;
      this.attachments = attachments;
      this.maxNodes = maxNodes;
    }

    private void count() {
      if (++nodes > maxNodes) {
        throw new PacketException("more than " + maxNodes + " values", Limit.JSON_NODES);
      }
    }
  }

  private final JsonNodeFactory nodes;
  private final boolean isText;
  private final boolean uniqueKeys;

  /**
   * Creates a reader.
   *
   * @param nodes creates the nodes
   * @param isText whether the format writes numbers as text
   * @param uniqueKeys whether an object with duplicate keys is refused; if not, the last value
   *     applies
   */
  TreeReader(JsonNodeFactory nodes, boolean isText, boolean uniqueKeys) {
    this.nodes = nodes;
    this.isText = isText;
    this.uniqueKeys = uniqueKeys;
  }

  /** Returns whether a mapper requires unique keys by a feature of its own. */
  static boolean requiresUniqueKeys(ObjectMapper mapper) {
    return mapper.isEnabled(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        || mapper.isEnabled(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
  }

  /**
   * Reads the next value of a parser.
   *
   * @return the tree, or null at the end of the input
   */
  @Nullable JsonNode read(Input in) throws IOException {
    JsonToken token = in.parser.nextToken();
    return token == null ? null : value(in, token);
  }

  private JsonNode value(Input input, @Nullable JsonToken token) throws IOException {
    JsonParser in = input.parser;
    input.count();
    if (token == null) {
      throw new PacketException("the data of a packet ends within a value");
    }
    return switch (token) {
      case START_OBJECT -> object(input);
      case START_ARRAY -> array(input);
      case VALUE_STRING -> nodes.textNode(in.getText());
      case VALUE_NUMBER_INT -> integer(in);
      case VALUE_NUMBER_FLOAT -> decimal(in);
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      case VALUE_EMBEDDED_OBJECT -> embedded(in.getEmbeddedObject());
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE ->
          throw new PacketException("no value where one is expected");
    };
  }

  private JsonNode object(Input input) throws IOException {
    JsonParser in = input.parser;
    ObjectNode object = nodes.objectNode();
    for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
      JsonNode before = object.replace(key, value(input, in.nextToken()));
      if (before != null && uniqueKeys) {
        throw new PacketException("duplicate key '" + shown(key) + "' in an object");
      }
    }
    return input.attachments.resolve(object);
  }

  private static String shown(String key) {
    return key.length() <= SHOWN_KEY_LENGTH ? key : key.substring(0, SHOWN_KEY_LENGTH) + "…";
  }

  private JsonNode array(Input input) throws IOException {
    JsonParser in = input.parser;
    ArrayNode array = nodes.arrayNode();
    for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
      array.add(value(input, token));
    }
    return array;
  }

  private JsonNode integer(JsonParser in) throws IOException {
    return switch (in.getNumberType()) {
      case INT -> nodes.numberNode(in.getIntValue());
      case LONG -> nodes.numberNode(in.getLongValue());
      default -> nodes.numberNode(in.getBigIntegerValue());
    };
  }

  private JsonNode decimal(JsonParser in) throws IOException {
    return isText && !in.isNaN()
        ? ExactDouble.parse(in.getTextCharacters(), in.getTextOffset(), in.getTextLength())
        : nodes.numberNode(in.getDoubleValue());
  }

  private JsonNode embedded(@Nullable Object object) {
    if (object == null) {
      return nodes.nullNode();
    } else if (object instanceof byte[] bytes) {
      return nodes.binaryNode(bytes);
    }
    return object instanceof JsonNode node ? node : nodes.pojoNode(object);
  }
}
