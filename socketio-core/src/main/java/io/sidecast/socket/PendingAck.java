package io.sidecast.socket;

import io.sidecast.adapter.LocalSocket.AckListener;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The acknowledgement of one event by one client, as a stage that fails at a deadline. Thread-safe.
 */
final class PendingAck implements AckListener {

  private final CompletableFuture<Payload> payload = new CompletableFuture<>();
  private final long emittedNanos = System.nanoTime();

  /**
   * Starts the deadline, once this listener is in the {@link PendingAcks} of the socket: at the
   * deadline the stage fails with a {@link NoAckException}, unless the client has responded.
   *
   * @param timeout the time from now to the deadline
   * @param timer the scheduler of the deadline
   * @param forget removes this listener from the pending acknowledgements
   */
  void expireAfter(Duration timeout, ScheduledExecutorService timer, Runnable forget) {
    ScheduledFuture<?> deadline =
        timer.schedule(() -> expire(forget), timeout.toNanos(), TimeUnit.NANOSECONDS);
    payload.whenComplete((any, failure) -> deadline.cancel(false));
  }

  /** Returns the stage of the arguments, which any thread may complete. */
  CompletionStage<Payload> payload() {
    return payload;
  }

  @Override
  public long elapsedNanos() {
    return System.nanoTime() - emittedNanos;
  }

  @Override
  public void acknowledged(Payload response) {
    payload.complete(response);
  }

  @Override
  public void left() {
    fail("the client has left");
  }

  @Override
  public void refused() {
    fail("too many acknowledgements of this client are pending");
  }

  private void expire(Runnable forget) {
    forget.run();
    fail("operation has timed out");
  }

  private void fail(String why) {
    payload.completeExceptionally(new NoAckException(why));
  }
}
