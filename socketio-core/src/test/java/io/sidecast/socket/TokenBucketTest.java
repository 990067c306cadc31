package io.sidecast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private final TokenBucket bucket = new TokenBucket(5, 0);

  @Test
  void holdsTheTokensOfTenSeconds() {
    assertThat(bucket.take(50, 0)).isTrue();
    assertThat(bucket.take(1, 0)).isFalse();
    assertThat(bucket.take(51, TimeUnit.HOURS.toNanos(1))).isFalse();
    assertThat(bucket.take(50, TimeUnit.HOURS.toNanos(1))).isTrue();
  }

  @Test
  void fillsWithTime() {
    assertThat(bucket.take(50, 0)).isTrue();
    assertThat(bucket.take(1, TimeUnit.MILLISECONDS.toNanos(199))).isFalse();
    assertThat(bucket.take(1, TimeUnit.MILLISECONDS.toNanos(201))).isTrue();
    assertThat(bucket.take(6, TimeUnit.MILLISECONDS.toNanos(1_300))).isFalse();
    assertThat(bucket.take(5, TimeUnit.MILLISECONDS.toNanos(1_300))).isTrue();
  }
}
