package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.broker.BrokerException;
import io.sidecast.cluster.EnvelopeKeys;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The environment variable of the envelope keys. Confined to the test thread. */
class EnvelopeKeysVariableTest {

  private static final byte[] KEY = new byte[EnvelopeKeys.MIN_KEY_BYTES];

  @Test
  void anUnsetOrEmptyVariableHasNoKeys() {
    assertThat(ClusterOptions.keys(null, null)).isSameAs(EnvelopeKeys.NONE);
    assertThat(ClusterOptions.keys(null, "")).isSameAs(EnvelopeKeys.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "   ", "\t", "\n", "no base64", ","})
  void aBlankOrMalformedVariableIsAnError(String variable) {
    assertThatThrownBy(() -> ClusterOptions.keys(null, variable))
        .isInstanceOf(BrokerException.class)
        .hasMessageStartingWith("SIDECAST_ENVELOPE_KEYS: ");
  }

  @Test
  void keysOfTheCodeReplaceTheVariable() {
    var code = EnvelopeKeys.of(KEY);
    assertThat(ClusterOptions.keys(code, " ")).isSameAs(code);
    assertThat(ClusterOptions.keys(EnvelopeKeys.NONE, "no base64")).isSameAs(EnvelopeKeys.NONE);
    assertThat(ClusterOptions.keys(null, Base64.getEncoder().encodeToString(KEY)).keys())
        .isEqualTo(code.keys());
  }
}
