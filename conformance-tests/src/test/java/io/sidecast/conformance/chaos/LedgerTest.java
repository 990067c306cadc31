package io.sidecast.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.chaos.ChaosGuest.Path;
import io.sidecast.conformance.chaos.Emission.Missing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ledger finds each message that is missing, repeated or late. Its clients do not connect. */
class LedgerTest {

  private final ChaosGuest from = new ChaosGuest("from", null, null);
  private final ChaosGuest to = new ChaosGuest("to", null, null);
  private final Ledger ledger = new Ledger();
  private final List<Emission> sent =
      List.of(add(Path.BROADCAST), add(Path.BROADCAST), add(Path.BROADCAST), add(Path.SOCKET));

  private Emission add(Path path) {
    return ledger.add(from, path, List.of(to));
  }

  private void arrived(Emission emission) {
    ledger.arrived(to, emission.text());
  }

  @Test
  void messagesThatAllArriveLeaveNothing() {
    sent.forEach(this::arrived);
    assertThat(ledger.haveArrived(sent)).isTrue();
    assertThat(ledger.close()).isEqualTo(new Ledger.Account(4, List.of(), 0, 0));
  }

  @Test
  void messageThatDoesNotArriveIsMissing() {
    arrived(sent.get(0));
    arrived(sent.get(2));
    arrived(sent.get(3));
    assertThat(ledger.haveArrived(sent)).isFalse();
    assertThat(ledger.close().missing()).containsExactly(new Missing(sent.get(1), to));
  }

  @Test
  void messageThatArrivesAgainIsADuplicate() {
    sent.forEach(this::arrived);
    arrived(sent.get(2));
    assertThat(ledger.close().duplicates()).isEqualTo(1);
  }

  @Test
  void messageThatArrivesBehindALaterOneIsOutOfOrder() {
    arrived(sent.get(3));
    arrived(sent.get(0));
    arrived(sent.get(2));
    arrived(sent.get(1));
    Ledger.Account account = ledger.close();
    assertThat(account.missing()).isEmpty();
    assertThat(account.reorders()).isEqualTo(1);
  }
}
