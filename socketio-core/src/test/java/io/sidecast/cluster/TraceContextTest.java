package io.sidecast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void aSampledAndAnUnsampledTraceAreValid() {
    assertThat(TraceContext.of(PARENT).tracestate()).isEmpty();
    String unsampled = PARENT.substring(0, 53) + "00";
    assertThat(TraceContext.of(unsampled).traceparent()).isEqualTo(unsampled);
    String longest = "a=" + "~".repeat(TraceContext.MAX_TRACESTATE - 2);
    assertThat(new TraceContext(PARENT, longest).tracestate()).isEqualTo(longest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-010",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0\n",
      })
  void aMalformedTraceparentIsRefused(String traceparent) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TraceContext.of(traceparent))
        .withMessageStartingWith("traceparent must")
        .satisfies(
            refusal -> {
              if (!traceparent.isEmpty()) {
                assertThat(refusal.getMessage()).doesNotContain(traceparent);
              }
            });
  }

  @Test
  void aTracestateThatIsTooLongOrNotPrintableIsRefused() {
    String tooLong = "a".repeat(TraceContext.MAX_TRACESTATE + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TraceContext(PARENT, tooLong))
        .withMessage("tracestate must have at most 512 characters, not 513");
    for (String text : new String[] {"a=\n", "a=é", "a=\u007f", "a=\ud83d"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TraceContext(PARENT, text))
          .withMessageStartingWith("tracestate must be printable");
    }
  }
}
