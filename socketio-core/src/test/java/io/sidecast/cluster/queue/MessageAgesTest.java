package io.sidecast.cluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.NodeId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageAgesTest {

  private static final NodeId SENDER = new NodeId("node-1");

  private final MessageAges ages = new MessageAges();

  @Test
  void unknownSenderHasNoAge() {
    assertThat(ages.of(SENDER, 5, 1_000_000)).isEqualTo(MessageAges.UNKNOWN);
  }

  @Test
  void aMessageIsAsOldAsItIsSlowerThanTheFastest() {
    ages.observe(SENDER, 100, 5_000);
    ages.observe(SENDER, 200, 5_050);
    assertThat(ages.of(SENDER, 300, 5_150)).isZero();
    assertThat(ages.of(SENDER, 300, 9_150)).isBetween(3_990L, 4_000L);
    assertThat(ages.of(SENDER, 10_000, 14_000)).isZero();
  }

  /** A clock that runs slower by less than a thousandth makes no message old. */
  @Test
  void driftIsForgiven() {
    for (long now = 0; now < 1_000_000_000; now += 1_000_000) {
      long stamp = now - now / 1_100;
      ages.observe(SENDER, stamp, now);
      assertThat(ages.of(SENDER, stamp, now)).isZero();
    }
  }

  @Test
  void aSilentStrangerIsForgottenAndAMemberIsNot() {
    var member = new NodeId("node-2");
    ages.observe(SENDER, 0, 0);
    ages.observe(member, 0, 0);
    for (int heartbeat = 0; heartbeat < 4; heartbeat++) {
      ages.onHeartbeat(Set.of(member)::contains);
    }
    assertThat(ages.of(SENDER, 0, 0)).isEqualTo(MessageAges.UNKNOWN);
    assertThat(ages.of(member, 0, 0)).isZero();
  }
}
