package io.sidecast.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Requests and the round trips that confirm them. Confined to the test thread. */
class ConfirmationBatchesTest {

  private final List<List<String>> batches = new ArrayList<>();
  private final List<CompletableFuture<Void>> responses = new ArrayList<>();
  private final List<Throwable> ends = new ArrayList<>();

  private final ConfirmationBatches<String> confirmations =
      new ConfirmationBatches<>(
          new Listener(),
          batch -> {
            batches.add(batch);
            responses.add(new CompletableFuture<>());
            return responses.get(responses.size() - 1);
          });

  /** Records the end of the connection. */
  private final class Listener implements ConnectionListener {

    @Override
    public void received(String name, byte[] envelope, Position position) {}

    @Override
    public void suspended(BrokerException reason) {}

    @Override
    public void resumed() {}

    @Override
    public void ended(Throwable reason) {
      ends.add(reason);
    }
  }

  @Test
  void responseConfirmsTheRequestsBeforeItsRoundTrip() {
    var first = confirmations.add("a");
    var second = confirmations.add("b");
    var third = confirmations.add("c");
    assertThat(batches).containsExactly(List.of("a"));
    responses.get(0).complete(null);
    assertThat(first).isDone();
    assertThat(second).isNotDone();
    assertThat(batches).containsExactly(List.of("a"), List.of("b", "c"));
    responses.get(1).complete(null);
    assertThat(second).isCompleted();
    assertThat(third).isCompleted();
    confirmations.add("d");
    assertThat(batches).endsWith(List.of("d"));
  }

  @Test
  void failedRoundTripEndsTheConnectionAndStartsNoOther() {
    var first = confirmations.add("a");
    var second = confirmations.add("b");
    var failure = new IllegalStateException("thrown by the test");
    responses.get(0).completeExceptionally(failure);
    assertThat(ends).hasSize(1);
    assertThat(ends.get(0)).hasStackTraceContaining("thrown by the test");
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    assertThat(batches).hasSize(1);
  }

  @Test
  void refusedRequestFailsAloneInEveryBatch() {
    var first = confirmations.add("refused");
    var second = confirmations.add("refused");
    var third = confirmations.add("accepted");
    var reason = new IllegalStateException("refused by the test");
    assertThat(confirmations.fail("refused"::equals, reason)).containsExactly("refused", "refused");
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedExceptionally();
    responses.get(0).complete(null);
    responses.get(1).complete(null);
    assertThat(third).isCompleted();
    assertThat(ends).isEmpty();
  }
}
