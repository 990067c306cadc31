package io.sidecast.conformance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The measurements of all phases with one fault over one broker. Immutable.
 *
 * @param fault the name of the fault
 * @param broker the name of the broker
 * @param noticed the longest time until a node or a failed emit reported the fault; empty if none
 *     did
 * @param slowestEcho the longest time of an echo at a node that ran
 * @param losses the messages that did not arrive
 * @param recovery the longest time from the end of the fault until every stream delivered; empty if
 *     one did not
 * @param counts the numbers of phases and messages
 */
record Verdict(
    String fault,
    String broker,
    Optional<Duration> noticed,
    Duration slowestEcho,
    Losses losses,
    Optional<Duration> recovery,
    Counts counts) {

  /** The time after which an echo counts as missing: that of a thread that waits for the broker. */
  static final Duration LATEST_ECHO = Duration.ofSeconds(5);

  /** The longest time from the end of a fault until every stream delivers. */
  static final Duration LATEST_RECOVERY = Duration.ofSeconds(5);

  /**
   * The numbers of phases and messages.
   *
   * @param phases the phases
   * @param sent the messages sent
   * @param duplicates the messages that arrived twice
   * @param reorders the messages that arrived behind a later one of their stream
   */
  record Counts(int phases, int sent, int duplicates, int reorders) {

    static Counts of(Ledger.Account phase) {
      return new Counts(1, phase.sent(), phase.duplicates(), phase.reorders());
    }

    Counts plus(Counts other) {
      return new Counts(
          phases + other.phases,
          sent + other.sent,
          duplicates + other.duplicates,
          reorders + other.reorders);
    }
  }

  /** Returns the worse of each measurement, and the sums of counts. */
  Verdict plus(Verdict other) {
    return new Verdict(
        fault,
        broker,
        Stream.of(noticed, other.noticed).flatMap(Optional::stream).max(Duration::compareTo),
        longer(slowestEcho, other.slowestEcho),
        losses.plus(other.losses),
        recovery.flatMap(mine -> other.recovery.map(others -> longer(mine, others))),
        counts.plus(other.counts));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Returns what a server must not do and did, one line each. */
  List<String> violations() {
    return violations(LATEST_RECOVERY);
  }

  /** Returns what a server must not do and did, with this longest time of the recovery. */
  List<String> violations(Duration latestRecovery) {
    List<String> all = new ArrayList<>();
    if (losses.silent() > 0) {
      all.add(losses.silent() + " messages lost silently");
    }
    if (counts.duplicates() > 0) {
      all.add(counts.duplicates() + " messages arrived twice");
    }
    if (counts.reorders() > 0 && !mayReorder()) {
      all.add(counts.reorders() + " messages arrived out of order");
    }
    if (slowestEcho.compareTo(LATEST_ECHO) > 0) {
      all.add("an echo took " + seconds(slowestEcho));
    }
    if (recovery.isEmpty()) {
      all.add("no recovery");
    }
    recovery
        .filter(time -> time.compareTo(latestRecovery) > 0)
        .ifPresent(time -> all.add("recovery took " + seconds(time)));
    return all.stream().map(line -> fault + ", " + broker + ": " + line).toList();
  }

  /**
   * Kafka keeps no order between channels, and emits to the sockets of a node change to another
   * channel while the others miss the node.
   */
  private boolean mayReorder() {
    return broker.equals("kafka") && !fault.equals(ChaosFault.NONE.title());
  }

  /** Returns the row of the table. */
  String row() {
    return "| %s | %s | %d | %s | %s | %s | %d | %s |"
        .formatted(
            fault,
            broker,
            counts.phases(),
            noticed.map(Verdict::seconds).orElse("not"),
            "echo in " + slowestEcho.toMillis() + " ms",
            reported(),
            losses.silent(),
            recovery.map(Verdict::seconds).orElse("none"));
  }

  private String reported() {
    return counts.reorders() == 0
        ? losses.reported()
        : losses.reported() + ", " + counts.reorders() + " out of order";
  }

  /** Returns the head of the table. */
  static String head() {
    return """
        | fault | broker | times | noticed after | local service | lost and reported | lost silently | recovery |
        |---|---|---|---|---|---|---|---|""";
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toNanos() / 1e9);
  }
}
