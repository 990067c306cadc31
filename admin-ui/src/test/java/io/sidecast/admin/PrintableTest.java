package io.sidecast.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Copies of values for the page. */
class PrintableTest {

  @Test
  void smallValuesAreUnchanged() {
    var value = Map.of("a", List.of(1, true, "text"), "b", Map.of("c", 1.5));

    assertThat(Printable.of(value)).isEqualTo(value);
    assertThat(Printable.of(null)).isNull();
  }

  @Test
  void bytesBecomeTheirNumber() {
    assertThat(Printable.of(List.of(new byte[2_048]))).isEqualTo(List.of("<2,048 bytes>"));
  }

  @Test
  void largeValuesAreCut() {
    assertThat(String.valueOf(Printable.of("x".repeat(1_000_000)))).hasSizeLessThan(2_100);
    assertThat(String.valueOf(Printable.of(Collections.nCopies(100_000, "x"))))
        .hasSizeLessThan(1_000)
        .contains("100,000 elements");
    assertThat(String.valueOf(Printable.of(Collections.nCopies(150, "y".repeat(1_000)))))
        .hasSizeLessThan(10_000);
  }

  @Test
  void deepValuesAreCut() {
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      deep = new ArrayList<>(List.<Object>of(deep));
    }
    assertThat(String.valueOf(Printable.of(deep))).contains("…");
  }
}
