package io.sidecast.socket;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts the outcomes of acknowledgements that clients owe. Thread-safe. */
final class AckStatistics {

  /** Not changed after the construction. */
  private final Map<AckOutcome, LongAdder> outcomes = new EnumMap<>(AckOutcome.class);

  private final LongAdder answerNanos = new LongAdder();

  AckStatistics() {
    for (AckOutcome outcome : AckOutcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  /** Counts an acknowledgement that has arrived after a time in nanoseconds. */
  void answered(long nanos) {
    answerNanos.add(nanos);
    ended(AckOutcome.ANSWERED, 1);
  }

  /** Counts acknowledgements with the same outcome. */
  void ended(AckOutcome outcome, int count) {
    Objects.requireNonNull(outcomes.get(outcome)).add(count);
  }

  long answerNanos() {
    return answerNanos.sum();
  }

  /** Returns the number of each outcome. */
  Map<AckOutcome, Long> sums() {
    var sums = new EnumMap<AckOutcome, Long>(AckOutcome.class);
    outcomes.forEach((outcome, adder) -> sums.put(outcome, adder.sum()));
    return Collections.unmodifiableMap(sums);
  }
}
