package io.sidecast.conformance.chaos;

import java.time.Duration;
import java.util.Optional;

/** The first report of a fault in a phase. Thread-safe. */
final class Notice {

  private long begin = System.nanoTime();
  private Optional<Duration> time = Optional.empty();

  /** Starts a phase without a report. */
  synchronized void begin() {
    begin = System.nanoTime();
    time = Optional.empty();
  }

  /** Records a report by a node, or an error of an emit. */
  synchronized void arrived() {
    if (time.isEmpty()) {
      time = Optional.of(Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  /** Returns the time from the begin of the phase until the first report. */
  synchronized Optional<Duration> time() {
    return time;
  }
}
