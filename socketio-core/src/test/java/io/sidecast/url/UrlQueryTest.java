package io.sidecast.url;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The expected values are those of JavaScript's URLSearchParams for the same text. */
class UrlQueryTest {

  @Test
  void everyTextIsAValue() {
    assertThat(UrlQuery.parse("token=100%&a=a%zzb&c=%E4%zz&d=%ff+x&&e&f=%c3%a9;g=1&h=%4&i=%"))
        .containsExactly(
            Map.entry("token", List.of("100%")),
            Map.entry("a", List.of("a%zzb")),
            Map.entry("c", List.of("\ufffd%zz")),
            Map.entry("d", List.of("\ufffd x")),
            Map.entry("e", List.of("")),
            Map.entry("f", List.of("é;g=1")),
            Map.entry("h", List.of("%4")),
            Map.entry("i", List.of("%")));
  }

  @Test
  void valuesOfOneNameKeepTheirOrder() {
    assertThat(UrlQuery.parse("a=1&b=2&%61=3=4").get("a")).containsExactly("1", "3=4");
    assertThat(UrlQuery.parse("")).isEmpty();
  }

  @Test
  void parametersAreBounded() {
    assertThat(UrlQuery.parse("a=1&".repeat(5000)).get("a")).hasSize(1000);
  }

  @Test
  void plusIsAPlusInPaths() {
    assertThat(UrlQuery.decodePath("/a+b%20c%zz%")).isEqualTo("/a+b c%zz%");
    assertThat(UrlQuery.decodePath("/%E6%8B%9C/\u0664%4\u0661")).isEqualTo("/拜/\u0664%4\u0661");
  }
}
