package io.sidecast.transport;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Waits for conditions without a notification by checking them repeatedly. */
final class Await {

  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private Await() {}

  static void until(String fact, BooleanSupplier isTrue) {
    Awaitility.await(fact)
        .atMost(DEADLINE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(isTrue::getAsBoolean);
  }

  static void untilPolling(EchoHandler handler) {
    until("a poll is pending", handler.connection::isWritable);
  }
}
