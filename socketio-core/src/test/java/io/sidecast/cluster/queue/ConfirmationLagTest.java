package io.sidecast.cluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConfirmationLagTest {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final AtomicLong clock = new AtomicLong(7);
  private final ConfirmationLag lag = new ConfirmationLag(LIMIT, clock::get);

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void aPublishIsLateAfterTheLimitUntilItIsConfirmed() {
    long first = lag.begin();
    assertThat(lag.isOver(first)).isFalse();
    pass(LIMIT.multipliedBy(2));
    long second = lag.begin();
    assertThat(lag.isOver(second)).isTrue();
    lag.end(first);
    assertThat(lag.isOver(second)).isFalse();
  }

  /** After a long pause the next emit is accepted. */
  @Test
  void aPauseIsNoLag() {
    lag.end(lag.begin());
    for (int seconds = 1; seconds < 200; seconds++) {
      pass(Duration.ofSeconds(seconds));
      long slot = lag.begin();
      assertThat(lag.isOver(slot)).as("after %d s", seconds).isFalse();
      lag.end(slot);
    }
  }
}
