package io.sidecast.cluster;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A position in a distributed trace, in the form of W3C Trace Context. Immutable.
 *
 * @param traceparent the version {@code 00}, the id of the trace, the id of the parent span and the
 *     flags, in lower-case hexadecimal: {@code 00-<32 digits>-<16 digits>-<2 digits>}. An id of
 *     zeros only is invalid. The last bit of the flags states whether the trace is sampled
 * @param tracestate the values of vendors, at most {@value #MAX_TRACESTATE} printable ASCII
 *     characters; empty for none
 * @since 0.1.0
 */
public record TraceContext(String traceparent, String tracestate) {

  /** The length of a {@code traceparent}, in characters. */
  public static final int TRACEPARENT_LENGTH = 55;

  /** The maximum length of a {@code tracestate}, in characters. */
  public static final int MAX_TRACESTATE = 512;

  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  /**
   * Creates a position. The messages of the exceptions do not contain the values, because another
   * program may have sent them.
   *
   * @throws IllegalArgumentException if a value is malformed or too long
   */
  public TraceContext {
    Objects.requireNonNull(traceparent, "traceparent must not be null");
    Objects.requireNonNull(tracestate, "tracestate must not be null");
    if (traceparent.length() != TRACEPARENT_LENGTH) {
      throw new IllegalArgumentException(
          "traceparent must have %d characters, not %d"
              .formatted(TRACEPARENT_LENGTH, traceparent.length()));
    }
    if (!TRACEPARENT.matcher(traceparent).matches()) {
      throw new IllegalArgumentException(
          "traceparent must be 00-<32 digits>-<16 digits>-<2 digits> in lower-case hexadecimal, and"
              + " no id zero");
    }
    if (tracestate.length() > MAX_TRACESTATE) {
      throw new IllegalArgumentException(
          "tracestate must have at most %d characters, not %d"
              .formatted(MAX_TRACESTATE, tracestate.length()));
    }
    if (!tracestate.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException("tracestate must be printable ASCII characters");
    }
  }

  /**
   * Creates a position without values of vendors.
   *
   * @param traceparent the ids and the flags
   * @return the position
   * @throws IllegalArgumentException if the value is malformed
   */
  public static TraceContext of(String traceparent) {
    return new TraceContext(traceparent, "");
  }
}
