package io.sidecast.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The limits of failed logins. */
class FailedLoginsTest {

  private long time;
  private final FailedLogins failed = new FailedLogins(() -> time);

  private void fail(String address, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(failed.begin(address)).as("%s, %d", address, i).isTrue();
    }
  }

  @Test
  void anAddressIsStoppedForAMinute() {
    fail("a", FailedLogins.MAX_OF_ADDRESS);
    assertThat(failed.begin("a")).isFalse();
    assertThat(failed.begin("b")).isTrue();

    time += TimeUnit.SECONDS.toNanos(61);

    assertThat(failed.begin("a")).isTrue();
  }

  @Test
  void manyAddressesAreStopped() {
    for (int i = 0; i < FailedLogins.MAX_OF_ALL / FailedLogins.MAX_OF_ADDRESS; i++) {
      fail("address " + i, FailedLogins.MAX_OF_ADDRESS);
    }
    assertThat(failed.begin("another")).isFalse();
  }

  @Test
  void aLoginThatSucceedsDoesNotCount() {
    for (int i = 0; i < 2 * FailedLogins.MAX_OF_ALL; i++) {
      assertThat(failed.begin("a")).isTrue();
      failed.succeeded("a");
    }
  }
}
