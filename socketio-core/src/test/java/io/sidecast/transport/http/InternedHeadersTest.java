package io.sidecast.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InternedHeadersTest {

  /** Returns a list with a new text, as each request has. */
  private static List<String> received(String text) {
    return List.of(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }

  private static List<String> shared(String name, String text) {
    List<String> shared = InternedHeaders.shared(name, received(text));
    assertThat(shared).containsExactly(text);
    return shared;
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "origin", "user-agent"})
  void commonValueIsStoredOnce(String name) {
    String value = name + " of many clients";
    assertThat(shared(name, value)).isSameAs(shared(name, value));
  }

  /** The value must not stay in memory after the client has left. */
  @ParameterizedTest
  @ValueSource(strings = {"cookie", "authorization", "x-api-key", "token", "referer"})
  void valueThatMayBeSecretIsNotKept(String name) {
    String value = name + " of one client";
    assertThat(shared(name, value).get(0)).isNotSameAs(shared(name, value).get(0));
  }

  @Test
  void longValueIsNotKept() {
    String value = "x".repeat(513);
    assertThat(shared("user-agent", value)).isNotSameAs(shared("user-agent", value));
  }
}
