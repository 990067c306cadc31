package io.sidecast.admin;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The failed logins of the last minute, with a limit for each address and for all. Logins that
 * succeed do not count. Thread-safe.
 */
final class FailedLogins {

  static final int MAX_OF_ADDRESS = 10;
  static final int MAX_OF_ALL = 100;
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private final ArrayDeque<Failure> failures = new ArrayDeque<>();
  private final Map<String, Integer> byAddress = new LinkedHashMap<>();

  private record Failure(String address, long time) {}

  FailedLogins(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Counts an attempt as failed until {@link #succeeded}, so that attempts at the same time count
   * too.
   *
   * @return false if too many logins have failed
   */
  synchronized boolean begin(String address) {
    long now = nanoTime.getAsLong();
    while (!failures.isEmpty() && now - failures.getFirst().time() > WINDOW_NANOS) {
      forget(failures.removeFirst());
    }
    if (failures.size() >= MAX_OF_ALL || byAddress.getOrDefault(address, 0) >= MAX_OF_ADDRESS) {
      return false;
    }
    failures.addLast(new Failure(address, now));
    byAddress.merge(address, 1, Integer::sum);
    return true;
  }

  /** Removes one attempt of an address. */
  synchronized void succeeded(String address) {
    var latest = failures.descendingIterator();
    while (latest.hasNext()) {
      Failure failure = latest.next();
      if (failure.address().equals(address)) {
        latest.remove();
        forget(failure);
        return;
      }
    }
  }

  private void forget(Failure failure) {
    byAddress.computeIfPresent(
        failure.address(), (address, count) -> count == 1 ? null : count - 1);
  }
}
