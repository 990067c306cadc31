package io.sidecast.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.message.Message;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/**
 * Tests the distinction between probes of this process and of another one with the same node id.
 */
class SentProbesTest {

  private final SentProbes sent = new SentProbes();

  @Test
  void ownProbesAreOwnHoweverLateTheyAre() {
    var probes = new ArrayList<Message.Probe>();
    for (int i = 0; i < 3 * SentProbes.CAPACITY; i++) {
      probes.add(sent.next());
    }
    assertThat(probes).noneMatch(sent::isForeign);
  }

  @Test
  void aProbeWithAnUnknownNumberIsOfAnotherProcess() {
    var twin = new SentProbes();
    for (int i = 0; i < 3 * SentProbes.CAPACITY; i++) {
      var unused = sent.next();
    }
    Message.Probe own = sent.next();
    var same = new Message.Probe(own.stamp() + 1, own.nonce());
    assertThat(sent.isForeign(same)).isTrue();
    assertThat(twin.isForeign(own)).isTrue();
  }

  @Test
  void twoProbesOfOneMomentDiffer() {
    assertThat(sent.next()).isNotEqualTo(sent.next());
  }
}
