package io.sidecast.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** The tokens of sessions. */
class SessionTokensTest {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private static SessionTokens at(Instant time, String user, String hash) {
    return new SessionTokens(
        new AdminSettings.Login(user, hash),
        Duration.ofHours(1),
        Clock.fixed(time, ZoneOffset.UTC));
  }

  private final String token = at(NOW, "ada", "hash").create();

  @Test
  void everyNodeWithTheLoginAcceptsATokenUntilItsEnd() {
    assertThat(at(NOW.plusSeconds(3_599), "ada", "hash").isValid(token)).isTrue();
    assertThat(at(NOW.plusSeconds(3_600), "ada", "hash").isValid(token)).isFalse();
  }

  @Test
  void anotherPasswordOrUserEndsTheSession() {
    assertThat(at(NOW, "ada", "other").isValid(token)).isFalse();
    assertThat(at(NOW, "bob", "hash").isValid(token)).isFalse();
  }

  @Test
  void aChangedTokenIsRefused() {
    SessionTokens tokens = at(NOW, "ada", "hash");
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(tokens.isValid(token.substring(0, i) + other + token.substring(i + 1)))
          .as("character %d", i)
          .isFalse();
    }
    assertThat(tokens.isValid("")).isFalse();
    assertThat(tokens.isValid("null")).isFalse();
    assertThat(tokens.isValid(token + "AAAA")).isFalse();
  }
}
