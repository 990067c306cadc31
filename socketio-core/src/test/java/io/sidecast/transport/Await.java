package io.sidecast.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for facts that nobody announces. */
final class Await {

  private static final long DEADLINE_SECONDS = 15;

  private Await() {}

  static void until(String fact, BooleanSupplier isTrue) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!isTrue.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never became true: " + fact);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  static void untilPolling(EchoHandler handler) {
    until("a poll is pending", handler.connection::isWritable);
  }
}
