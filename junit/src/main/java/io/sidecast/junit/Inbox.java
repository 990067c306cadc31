package io.sidecast.junit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The events of one client that no expectation has taken, in order, and the end of its connection.
 * Thread-safe.
 */
final class Inbox {

  /** The maximum number of events that wait. A client that receives more of them fails. */
  static final int CAPACITY = 10_000;

  private static final int LISTED = 20;

  private final List<Received> waiting = new ArrayList<>();
  private @Nullable String end;
  private boolean overflowed;

  synchronized void add(Received received) {
    if (waiting.size() < CAPACITY) {
      waiting.add(received);
    } else {
      overflowed = true;
    }
    notifyAll();
  }

  /** Stores the reason of the end of the connection. Events may not follow. */
  synchronized void end(String reason) {
    end = reason;
    notifyAll();
  }

  /** Returns the reason of the end of the connection, or null while the client is connected. */
  synchronized @Nullable String end() {
    return end;
  }

  /** Takes the next event of a name, and leaves the others. Blocks until the deadline. */
  synchronized Received take(String event, Deadline deadline) {
    return await(deadline, "event \"" + event + "\"", () -> removeFirst(event));
  }

  /** Takes the next event, which must have this name. Blocks until the deadline. */
  synchronized Received takeNext(String event, Deadline deadline) {
    return await(
        deadline,
        "event \"" + event + "\"",
        () -> {
          if (!waiting.isEmpty() && !waiting.get(0).event().equals(event)) {
            throw new AssertionError("another event came before \"" + event + "\"; " + listing());
          }
          return removeFirst(event);
        });
  }

  /** Waits for a fact that one of the other methods changes, or for the end of the connection. */
  synchronized String awaitEnd(Deadline deadline) {
    while (end == null) {
      if (deadline.pass(this)) {
        throw new AssertionError("not disconnected within " + deadline + "; " + listing());
      }
    }
    return end;
  }

  /** Fails if an event waits that the predicate accepts. */
  synchronized void requireNone(String what, Predicate<Received> unwanted) {
    if (overflowed || waiting.stream().anyMatch(unwanted)) {
      throw new AssertionError("expected no " + what + "; " + listing());
    }
  }

  /** Describes the events that wait, for failure messages. */
  synchronized String listing() {
    String list =
        waiting.stream().limit(LISTED).map(Received::toString).collect(Collectors.joining(", "));
    if (waiting.size() > LISTED) {
      list += " and " + (waiting.size() - LISTED) + " more";
    }
    return "received " + (list.isEmpty() ? "nothing" : list) + (end == null ? "" : "; " + ended());
  }

  private String ended() {
    return "the client is disconnected: " + end;
  }

  private Received await(Deadline deadline, String what, Search search) {
    while (true) {
      Received found = search.find();
      if (found != null) {
        return found;
      }
      if (overflowed) {
        throw new AssertionError(
            "no %s among the first %d events that wait for an expectation; %s"
                .formatted(what, CAPACITY, listing()));
      }
      if (end != null) {
        throw new AssertionError("no " + what + "; " + listing());
      }
      if (deadline.pass(this)) {
        throw new AssertionError("no " + what + " within " + deadline + "; " + listing());
      }
    }
  }

  private @Nullable Received removeFirst(String event) {
    for (Iterator<Received> each = waiting.iterator(); each.hasNext(); ) {
      Received received = each.next();
      if (received.event().equals(event)) {
        each.remove();
        return received;
      }
    }
    return null;
  }

  /** Looks for an event. */
  @FunctionalInterface
  private interface Search {
    @Nullable Received find();
  }

  /** The end of a wait. Confined to the waiting thread. */
  static final class Deadline {

    private final Duration time;
    private final long end;

    Deadline(Duration time) {
      this.time = time;
      this.end = System.nanoTime() + time.toNanos();
    }

    /** Waits once on an object whose lock the thread holds; true if it is too late. */
    @SuppressWarnings("WaitNotInLoop") // The callers repeat it until their condition is true.
    private boolean pass(Object lock) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return true;
      }
      try {
        lock.wait(left / 1_000_000 + 1);
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }

    @Override
    public String toString() {
      return text(time);
    }
  }

  /** Returns a duration in words. */
  static String text(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
