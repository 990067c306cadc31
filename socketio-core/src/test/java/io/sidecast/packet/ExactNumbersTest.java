package io.sidecast.packet;

import static io.sidecast.packet.MapperFeaturesTest.codec;
import static io.sidecast.packet.MapperFeaturesTest.sent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.json.tree.JsonTree;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that numbers are encoded and parsed exactly, or rejected. */
class ExactNumbersTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void numbersAreExactOrRefused(boolean json) {
    var mapper = new ObjectMapper();
    BigInteger most = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    for (Object number :
        List.of(
            Long.MAX_VALUE, Long.MIN_VALUE, BigInteger.TWO.pow(63), most, new BigDecimal(most))) {
      assertThat(sent(json, mapper, Map.of("n", List.of(number))).at("/n/0").bigIntegerValue())
          .isEqualTo(new BigInteger(number.toString()));
    }
    assertThat(sent(json, mapper, new BigDecimal("1.10")).decimalValue())
        .isEqualByComparingTo("1.1");
    for (Object number :
        List.of(
            new BigDecimal("12345678901234567.89"),
            new BigDecimal("1e400"),
            new BigDecimal("1e999999999"),
            new BigDecimal("0.1").add(new BigDecimal("1e-30")),
            most.add(BigInteger.ONE))) {
      if (json) {
        assertThat(sent(true, mapper, number).decimalValue())
            .isEqualTo(new BigDecimal(number.toString()));
      } else {
        assertThatThrownBy(() -> sent(false, mapper, List.of(number)))
            .isInstanceOf(PacketException.class)
            .hasMessageContaining("MessagePack has no");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678901234567.89",
        "1.10",
        "1e400",
        "-1e400",
        "1E-400",
        "0.1",
        "1.0",
        "-2.5e-7",
        "1e21",
        "0.30000000000000004",
        "1234567890123456.7",
        "9007199254740993.5",
        "0.002",
        "5.00",
        "123456789012345678901234567890",
        "1e23",
        "4.9e-324",
        "0.0",
        "100.000",
        "2e0",
        "-0.75"
      })
  void aTreeKeepsEachDecimalAsItWasSent(String number) {
    var codec = codec(true, new ObjectMapper());
    JsonNode tree =
        JsonTree.node(codec.parse(new Payload(("[" + number + "]").getBytes(UTF_8), List.of())))
            .get(0);
    assertThat(tree.decimalValue()).isEqualTo(new BigDecimal(number));
    assertThat(tree.doubleValue()).isEqualTo(Double.parseDouble(number));
    // The encoded tree has the same double, or exactly the same decimal.
    if (tree.isDouble()) {
      var sent = new BigDecimal(number);
      assertThat(Double.parseDouble(tree.toString())).isEqualTo(tree.doubleValue());
      assertThat(new BigDecimal(tree.doubleValue()).round(new MathContext(sent.precision())))
          .as("a number is parsed as a double only if it keeps its digits")
          .isEqualByComparingTo(sent);
    } else {
      assertThat(new BigDecimal(tree.toString())).isEqualTo(new BigDecimal(number));
    }
  }

  @Test
  void eachDoubleIsReadBackAsTheSameDouble() {
    var random = new SplittableRandom(20261128);
    var codec = codec(true, new ObjectMapper());
    for (int round = 0; round < 50_000; round++) {
      double number =
          round % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextInt(-1_000_000, 1_000_000) / 1_000.0;
      if (Double.isFinite(number)) {
        var body = new Payload(("[" + number + "]").getBytes(UTF_8), List.of());
        JsonNode tree = JsonTree.node(codec.parse(body)).get(0);
        assertThat(tree.isDouble()).as("%s", number).isTrue();
        assertThat(tree.doubleValue()).isEqualTo(number);
      }
    }
    var zero = new Payload("[-0.0]".getBytes(UTF_8), List.of());
    assertThat(JsonTree.node(codec.parse(zero)).get(0).doubleValue()).isEqualTo(-0.0);
  }

  @Test
  void aNumberOutOfRangeIsRefused() {
    for (String number : List.of("1e99999999999", "1." + "1".repeat(300))) {
      var body = new Payload(("[" + number + "]").getBytes(UTF_8), List.of());
      assertThatThrownBy(() -> codec(true, new ObjectMapper()).parse(body))
          .isInstanceOf(PacketException.class);
    }
  }
}
