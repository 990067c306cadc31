package io.sidecast.json.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sidecast.json.JsonValue;
import io.sidecast.json.JsonValue.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTreeTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static JsonValue value(String json) throws Exception {
    return new JsonTree(MAPPER.readTree(json));
  }

  @Test
  void eachKindReadsAsItsTypeOnly() throws Exception {
    JsonValue all = value("{\"s\":\"x\",\"i\":7,\"d\":1.5,\"b\":true,\"n\":null,\"a\":[1]}");
    assertThat(all.kind()).isEqualTo(Kind.OBJECT);
    assertThat(all.names()).containsExactly("s", "i", "d", "b", "n", "a");
    assertThat(all.get("s").string()).contains("x");
    assertThat(all.get("s").integer()).isEmpty();
    assertThat(all.get("i").integer()).hasValue(7);
    assertThat(all.get("i").string()).isEmpty();
    assertThat(all.get("d").decimal()).hasValue(1.5);
    assertThat(all.get("d").integer()).isEmpty();
    assertThat(all.get("b").bool()).contains(true);
    assertThat(all.get("n").kind()).isEqualTo(Kind.NULL);
    assertThat(all.get("a").elements()).hasSize(1);
  }

  @Test
  void aMissingValueHasMissingValues() throws Exception {
    JsonValue missing = value("[]").get(0).get("x").get(3);
    assertThat(missing.kind()).isEqualTo(Kind.MISSING);
    assertThat(missing.size()).isZero();
    assertThat(missing.plain()).isNull();
    assertThat(MAPPER.writeValueAsString(Arrays.asList(missing))).isEqualTo("[null]");
  }

  @Test
  void plainValuesAreThoseOfJava() throws Exception {
    assertThat(value("{\"a\":[1,2.5,\"x\",false]}").plain())
        .isEqualTo(Map.of("a", List.of(1, 2.5, "x", false)));
    byte[] bytes = {1, 2};
    var binary = new JsonTree(JsonNodeFactory.instance.binaryNode(bytes));
    assertThat(binary.binary()).contains(bytes);
    assertThat(binary.plain()).isEqualTo(bytes);
  }

  @Test
  void aMapperWritesTheValue() throws Exception {
    String json = "{\"a\":[1,{\"b\":\"c\"}]}";
    assertThat(MAPPER.writeValueAsString(value(json))).isEqualTo(json);
    assertThat(value(json)).hasToString(json).isEqualTo(value(json));
  }
}
