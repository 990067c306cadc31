package io.sidecast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {

  private static LongStream pauses(BackOff backOff, int attempt) {
    return LongStream.range(0, 2_000).map(i -> backOff.pause(attempt).toMillis());
  }

  @ParameterizedTest
  @CsvSource({"0, 50", "1, 100", "3, 400", "4, 500", "16, 500", "2000000000, 500"})
  void doublesUpToItsMaximumWithJitterOfHalf(int attempt, long ceiling) {
    var backOff = new BackOff(Duration.ofMillis(50), Duration.ofMillis(500));
    var seen = pauses(backOff, attempt).summaryStatistics();
    assertThat(seen.getMin()).isBetween(ceiling / 2, ceiling / 2 + ceiling / 20);
    assertThat(seen.getMax()).isBetween(ceiling - ceiling / 20 - 1, ceiling - 1);
  }

  @Test
  void isNeverZero() {
    var backOff = new BackOff(Duration.ofMillis(1), Duration.ofMillis(1));
    assertThat(pauses(backOff, 0)).allMatch(millis -> millis == 1);
  }
}
