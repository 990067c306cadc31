package io.sidecast.packet;

import static com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.impl.SimpleBeanPropertyFilter;
import com.fasterxml.jackson.databind.ser.impl.SimpleFilterProvider;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sidecast.json.tree.JsonTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The codecs write the same values as the user's mapper, whatever method a serialiser calls. */
@SuppressWarnings("JavaUtilDate") // applications have such values
class MapperFeaturesTest {

  private static final Packet.Header EVENT = new Packet.Header(PacketType.EVENT, "/");
  private static final byte[] BYTES = {0, 1, (byte) 0xff};

  static PacketCodec codec(boolean json, ObjectMapper mapper) {
    return json
        ? new JsonPacketCodec(mapper, JsonPacketCodec.Limits.DEFAULT)
        : new MsgpackPacketCodec(mapper, 100);
  }

  /** The argument as a client parses it. */
  static JsonNode sent(boolean json, ObjectMapper mapper, Object value) {
    PacketCodec codec = codec(json, mapper);
    EncodedPacket packet = codec.encode(EVENT, Arrays.asList("e", value));
    PacketCodec client = codec(json, new ObjectMapper());
    var payload = Packet.decode(packet, client.newDecoder()).payload();
    return JsonTree.node(client.parse(payload)).get(1);
  }

  /** A list in a list, and so on. */
  private static Object nested(int depth) {
    List<Object> value = List.of();
    for (int i = 1; i < depth; i++) {
      value = List.of(value);
    }
    return value;
  }

  /** Jackson writes 1,000 levels by default, of which the packet has one or two. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void valuesThatAreNestedTooDeepAreRefused(boolean json) {
    PacketCodec codec = codec(json, new ObjectMapper());
    assertThat(codec.encode(EVENT, List.of("e", nested(900)))).isNotNull();
    assertThatThrownBy(() -> codec.encode(EVENT, List.of("e", nested(1_001))))
        .isInstanceOf(PacketException.class)
        .hasMessageContaining("nesting depth (1001)");
  }

  private static String text(ObjectMapper mapper, Object value) {
    var packet = codec(true, mapper).encode(EVENT, Arrays.asList("e", value));
    return new String(packet.head(), UTF_8);
  }

  record Point(int x, int y) {}

  interface Writing<T> {
    void write(T value, JsonGenerator json, SerializerProvider values) throws IOException;
  }

  private static <T> ObjectMapper with(Class<T> type, Writing<T> writing) {
    var module = new SimpleModule();
    module.addSerializer(
        type,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator json, SerializerProvider values)
              throws IOException {
            writing.write(value, json, values);
          }
        });
    return JsonMapper.builder().addModule(module).build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSerialiserMayCallEveryMethodOfAGenerator(boolean json) throws Exception {
    ObjectMapper mapper =
        with(
            Point.class,
            (point, out, values) -> {
              out.writeStartObject();
              out.writeObjectField("objectField", List.of(point.x(), BYTES));
              out.writePOJOField("pojoField", Map.of("y", point.y()));
              out.writeFieldName("object");
              out.writeObject(new byte[][] {BYTES});
              out.writeFieldName("pojo");
              out.writePOJO(null);
              out.writeFieldName("tree");
              out.writeTree(new ObjectMapper().createObjectNode().put("b", BYTES));
              out.writeBinaryField("binary", BYTES);
              out.writeFieldName("stream");
              out.writeBinary(new ByteArrayInputStream(BYTES), -1);
              out.writeFieldName("embedded");
              out.writeEmbeddedObject(BYTES);
              out.writeFieldName("reader");
              out.writeString(new StringReader("text"), -1);
              out.writeFieldName("number");
              out.writeNumber("12");
              out.writeFieldName("array");
              out.writeArray(new int[] {1, 2, 3}, 1, 2);
              out.writeFieldName("raw");
              out.writeRawValue("{\"a\":[1.5]}");
              out.writeFieldName("provided");
              values.defaultSerializeValue(List.of(BYTES), out);
              out.writeEndObject();
            });
    JsonNode read = sent(json, mapper, List.of(new Point(1, 2))).get(0);
    assertThat(read.at("/objectField/0").intValue()).isEqualTo(1);
    assertThat(read.at("/objectField/1").binaryValue()).isEqualTo(BYTES);
    assertThat(read.at("/pojoField/y").intValue()).isEqualTo(2);
    assertThat(read.at("/object/0").binaryValue()).isEqualTo(BYTES);
    assertThat(read.at("/pojo").isNull()).isTrue();
    for (String binary : List.of("/tree/b", "/binary", "/stream", "/embedded", "/provided/0")) {
      assertThat(read.at(binary).isBinary()).as(binary).isTrue();
      assertThat(read.at(binary).binaryValue()).as(binary).isEqualTo(BYTES);
    }
    assertThat(read.at("/reader").textValue()).isEqualTo("text");
    assertThat(read.at("/number").intValue()).isEqualTo(12);
    assertThat(read.at("/array")).hasToString("[2,3]");
    assertThat(read.at("/raw/a/0").doubleValue()).isEqualTo(1.5);
  }

  record Inner(byte[] bytes, int n) {}

  record Outer(@JsonUnwrapped Inner inner, @JsonRawValue String raw) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes(@JsonSubTypes.Type(value = Cat.class, name = "cat"))
  interface Animal {}

  record Cat(String name, byte[] photo) implements Animal {}

  record House(List<Animal> animals) {}

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void annotationsHold(boolean json) throws Exception {
    JsonNode outer =
        sent(json, new ObjectMapper(), new Outer(new Inner(BYTES, 5), "{\"x\":[true,null]}"));
    assertThat(outer.at("/bytes").binaryValue()).isEqualTo(BYTES);
    assertThat(outer.at("/n").intValue()).isEqualTo(5);
    assertThat(outer.at("/raw")).hasToString("{\"x\":[true,null]}");
    JsonNode house = sent(json, new ObjectMapper(), new House(List.of(new Cat("Tom", BYTES))));
    assertThat(house.at("/animals/0/kind").textValue()).isEqualTo("cat");
    assertThat(house.at("/animals/0/photo").binaryValue()).isEqualTo(BYTES);
  }

  @JsonFilter("some")
  record Filtered(int shown, int hidden) {}

  interface Renamed {
    @JsonProperty("left")
    int x();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filtersMixinsAndNamingHold(boolean json) {
    ObjectMapper mapper =
        JsonMapper.builder()
            .filterProvider(
                new SimpleFilterProvider()
                    .addFilter("some", SimpleBeanPropertyFilter.serializeAllExcept("Hidden")))
            .addMixIn(Point.class, Renamed.class)
            .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
            .build();
    assertThat(sent(json, mapper, new Filtered(1, 2))).hasToString("{\"Shown\":1}");
    assertThat(sent(json, mapper, new Point(1, 2)).path("left").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void datesEnumsAndUuidsAreWrittenAsTheMapperSays(boolean json) {
    ObjectMapper mapper =
        JsonMapper.builder().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).build();
    assertThat(sent(json, mapper, new Date(0)).textValue())
        .isEqualTo("1970-01-01T00:00:00.000+00:00");
    assertThat(sent(json, new ObjectMapper(), new Date(7)).intValue()).isEqualTo(7);
    var uuid = new UUID(1, 2);
    assertThat(sent(json, mapper, uuid).textValue()).isEqualTo(uuid.toString());
    ObjectMapper numbersAsText =
        JsonMapper.builder().enable(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS).build();
    assertThat(sent(json, numbersAsText, Arrays.asList(1, 2L, 1.5, BigInteger.TEN, new int[] {3})))
        .hasToString("[\"1\",\"2\",\"1.5\",\"10\",[\"3\"]]");
  }

  @Test
  void featuresOfJsonTextHold() {
    assertThat(
            text(
                JsonMapper.builder()
                    .enable(com.fasterxml.jackson.core.StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .build(),
                new BigDecimal("1E+3")))
        .isEqualTo("2[\"e\",1000]");
    assertThat(text(JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build(), "é"))
        .isEqualTo("2[\"e\",\"\\u00E9\"]");
    assertThat(
            text(
                JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build(),
                Double.NaN))
        .isEqualTo("2[\"e\",NaN]");
    assertThat(text(new ObjectMapper(), Double.NaN)).isEqualTo("2[\"e\",\"NaN\"]");
    assertThat(
            text(
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build(), List.of()))
        .startsWith("2[ \"e\"");
  }

  @Test
  void featuresOfTheReaderHold() {
    ObjectMapper lenient =
        JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
            .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
            .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
            .build();
    var body = new Payload("['e', NaN /* none */, .5, 5., +1.5]".getBytes(UTF_8), List.of());
    JsonNode read = JsonTree.node(codec(true, lenient).parse(body));
    assertThat(read.get(1).doubleValue()).isNaN();
    assertThat(read.get(2).doubleValue()).isEqualTo(0.5);
    assertThat(read.get(3).decimalValue()).isEqualByComparingTo("5");
    assertThat(read.get(4).decimalValue()).isEqualTo(new BigDecimal("1.5"));
    assertThatThrownBy(() -> codec(true, new ObjectMapper()).parse(body))
        .isInstanceOf(PacketException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noFeatureChangesWhatBelongsToTheProtocol(boolean json) {
    var mapper =
        JsonMapper.builder()
            .enable(SerializationFeature.WRAP_ROOT_VALUE)
            .enable(SerializationFeature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED)
            .addModule(
                new SimpleModule()
                    .addSerializer(
                        String.class,
                        new JsonSerializer<String>() {
                          @Override
                          public void serialize(
                              String text, JsonGenerator out, SerializerProvider values)
                              throws IOException {
                            out.writeString("<" + text + ">");
                          }
                        }))
            .build();
    mapper.activateDefaultTyping(
        BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build(),
        ObjectMapper.DefaultTyping.NON_FINAL);
    PacketCodec codec = codec(json, mapper);
    PacketCodec client = codec(json, new ObjectMapper());
    var alone = Packet.decode(codec.encode(EVENT, List.of("e")), client.newDecoder());
    assertThat(client.parse(alone.payload())).hasToString("[\"e\"]");
    var typed =
        Packet.decode(codec.encode(EVENT, List.of("e", "text", new Date(1))), client.newDecoder());
    assertThat(client.parse(typed.payload()))
        .hasToString("[\"e\",\"<text>\",[\"java.util.Date\",1]]");
    var connect = new Packet.Header(PacketType.CONNECT, "/");
    var sid = Packet.decode(codec.encode(connect, Map.of("sid", 1)), client.newDecoder());
    assertThat(client.parse(sid.payload())).hasToString("{\"sid\":1}");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whateverASerialiserThrowsIsAClearException(boolean json) {
    var cyclic = new ArrayList<Object>();
    cyclic.add(cyclic);
    var codec = codec(json, new ObjectMapper());
    assertThatThrownBy(() -> codec.encode(EVENT, List.of("e", cyclic)))
        .isInstanceOf(PacketException.class)
        .hasMessageContaining("cannot serialise");
    for (Throwable thrown :
        List.of(new IllegalStateException("no"), new AssertionError("no"), new LinkageError())) {
      var failing =
          codec(
              json,
              with(
                  Point.class,
                  (point, out, values) -> {
                    out.writeStartArray();
                    MapperFeaturesTest.<RuntimeException>rethrow(thrown);
                  }));
      assertThatThrownBy(() -> failing.encode(EVENT, List.of("e", new Point(1, 2))))
          .isInstanceOf(PacketException.class)
          .hasMessageContaining("cannot serialise");
    }
    assertThat(sent(json, new ObjectMapper(), "next").textValue()).isEqualTo("next");
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tokenBuffersKeepBinary(boolean json) throws Exception {
    var tokens = new TokenBuffer(new ObjectMapper(), false);
    tokens.writeStartArray();
    tokens.writeBinary(BYTES);
    tokens.writeEndArray();
    assertThat(sent(json, new ObjectMapper(), tokens).get(0).binaryValue()).isEqualTo(BYTES);
  }

  @Test
  void aMapperOfAnotherFormatIsRefused() {
    var other = new ObjectMapper(new org.msgpack.jackson.dataformat.MessagePackFactory());
    assertThatThrownBy(() -> new JsonPacketCodec(other, JsonPacketCodec.Limits.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mapper");
  }

  /** A subclass that cannot be copied, as in many applications. */
  static final class OwnMapper extends ObjectMapper {
    private static final long serialVersionUID = 1L;

    OwnMapper() {
      super(new JsonFactory());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSubclassOfTheMapperWorks(boolean json) {
    assertThat(sent(json, new OwnMapper(), new Point(1, 2))).hasToString("{\"x\":1,\"y\":2}");
    assertThat(sent(json, JsonMapper.builder().build(), new Point(1, 2)).size()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofDuplicateKeysTheLastCountsUnlessTheyAreRefused(boolean json) {
    var module =
        with(
            Point.class,
            (point, out, values) -> {
              out.writeStartObject();
              out.writeStringField("role", "user");
              out.writeStringField("role", "admin");
              out.writeEndObject();
            });
    PacketCodec codec = codec(json, module);
    var packet =
        Packet.decode(codec.encode(EVENT, List.of("e", new Point(1, 2))), codec.newDecoder());
    assertThat(codec.parse(packet.payload()).get(1)).hasToString("{\"role\":\"admin\"}");
    var asked =
        JsonMapper.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    var askedOfTrees = new ObjectMapper().enable(FAIL_ON_READING_DUP_TREE_KEY);
    for (PacketCodec strict :
        List.of(codec.refusingDuplicateKeys(), codec(json, asked), codec(json, askedOfTrees))) {
      assertThat(strict.refusingDuplicateKeys()).isSameAs(strict);
      assertThatThrownBy(() -> strict.parse(packet.payload()))
          .isInstanceOf(PacketException.class)
          .hasMessageContainingAll("uplicate", "role");
      var good = Packet.decode(codec.encode(EVENT, List.of("e", "x")), strict.newDecoder());
      assertThat(strict.parse(good.payload())).hasToString("[\"e\",\"x\"]");
    }
  }
}
