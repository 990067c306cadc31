package io.sidecast.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.chaos.Losses.Report;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A verdict fails a run for what a server must not do, and for nothing else. */
class VerdictTest {

  private static final Duration LATE = Duration.ofSeconds(6);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Verdict.Counts FINE = new Verdict.Counts(1, 100, 0, 0);

  private static Verdict verdict(Report loss, Duration echo, Optional<Duration> recovery) {
    Losses losses = new Losses(Map.of(loss, 3));
    return new Verdict(
        ChaosFault.LINK_CUT.title(), "nats", Optional.empty(), echo, losses, recovery, FINE);
  }

  @Test
  void reportedLossesAreAllowed() {
    assertThat(verdict(Report.COUNTED, SOON, Optional.of(SOON)).violations()).isEmpty();
  }

  @Test
  void silentLossesAreViolations() {
    assertThat(verdict(Report.SILENT, SOON, Optional.of(SOON)).violations())
        .containsExactly("link of one node cut, nats: 3 messages lost silently");
  }

  @Test
  void lateEchoesAndLateOrMissingRecoveryAreViolations() {
    assertThat(verdict(Report.FAILED, LATE, Optional.of(LATE)).violations())
        .containsExactly(
            "link of one node cut, nats: an echo took 6.0 s",
            "link of one node cut, nats: recovery took 6.0 s");
    assertThat(verdict(Report.FAILED, SOON, Optional.empty()).violations())
        .containsExactly("link of one node cut, nats: no recovery");
  }

  @Test
  void duplicatesAndReordersAreViolations() {
    var wrong =
        new Verdict(
            ChaosFault.LINK_RESET.title(),
            "nats",
            Optional.empty(),
            SOON,
            new Losses(Map.of()),
            Optional.of(SOON),
            new Verdict.Counts(1, 100, 2, 1));
    assertThat(wrong.violations())
        .containsExactly(
            "link of one node reset, nats: 2 messages arrived twice",
            "link of one node reset, nats: 1 messages arrived out of order");
  }

  @Test
  void kafkaMayReorderAroundAFault() {
    var counts = new Verdict.Counts(1, 100, 0, 1);
    assertThat(ofKafka(ChaosFault.LINK_CUT, counts).violations()).isEmpty();
    assertThat(ofKafka(ChaosFault.LINK_CUT, counts).row()).contains("1 out of order");
    assertThat(ofKafka(ChaosFault.NONE, counts).violations())
        .containsExactly("none, kafka: 1 messages arrived out of order");
  }

  private static Verdict ofKafka(ChaosFault fault, Verdict.Counts counts) {
    return new Verdict(
        fault.title(),
        "kafka",
        Optional.empty(),
        SOON,
        new Losses(Map.of()),
        Optional.of(SOON),
        counts);
  }

  @Test
  void worseOfTwoPhasesCounts() {
    Verdict good = verdict(Report.FAILED, SOON, Optional.of(SOON));
    Verdict bad = verdict(Report.SILENT, LATE, Optional.empty());
    assertThat(good.plus(bad).violations()).hasSize(3).isEqualTo(bad.plus(good).violations());
  }
}
