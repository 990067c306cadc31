package io.sidecast.conformance.chaos;

import io.sidecast.conformance.chaos.ChaosGuest.Path;
import io.sidecast.conformance.chaos.Emission.Missing;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** All messages of a run and their arrivals. Thread-safe. */
final class Ledger {

  /** The next number of each stream. */
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The messages of the current phase, by their text. */
  private final Map<String, Emission> emissions = new LinkedHashMap<>();

  private final Map<Delivery, BitSet> arrived = new HashMap<>();

  /** The streams that have not delivered a message since the end of the fault. */
  private final Set<Delivery> silent = new HashSet<>();

  private long faultEnd;
  private long lastReturn;
  private int duplicates;
  private int reorders;

  /** The messages of one stream to one receiver. */
  private record Delivery(String stream, ChaosGuest to) {}

  /**
   * The messages of a phase that did not arrive, and those that arrived wrongly.
   *
   * @param sent the number of messages that were sent
   * @param missing the messages that did not arrive
   * @param duplicates the number of arrivals of messages that had arrived before
   * @param reorders the number of arrivals behind a later message of their stream
   */
  record Account(int sent, List<Missing> missing, int duplicates, int reorders) {}

  /** Adds a message before it is sent. */
  synchronized Emission add(ChaosGuest from, Path path, List<ChaosGuest> to) {
    String stream = from.stream(path, to.get(0));
    int number = numbers.merge(stream, 1, Integer::sum) - 1;
    var emission =
        new Emission(stream, number, from, path, to, System.nanoTime(), new CompletableFuture<>());
    emissions.put(emission.text(), emission);
    return emission;
  }

  /** Records the arrival of a message. */
  synchronized void arrived(ChaosGuest to, String text) {
    int split = text.lastIndexOf('#');
    if (split < 0) {
      return;
    }
    var delivery = new Delivery(text.substring(0, split), to);
    int number = Integer.parseInt(text.substring(split + 1));
    BitSet before = arrived.computeIfAbsent(delivery, any -> new BitSet());
    if (before.get(number)) {
      duplicates++;
      System.out.printf("chaos: %s arrived again at %s%n", text, to);
    } else if (before.length() > number) {
      reorders++;
      System.out.printf("chaos: %s arrived at %s behind %d%n", text, to, before.length() - 1);
    }
    before.set(number);
    Emission emission = emissions.get(text);
    if (emission != null && emission.at() - faultEnd >= 0 && silent.remove(delivery)) {
      lastReturn = System.nanoTime();
    }
  }

  /** Marks the end of a fault: each stream between these clients must deliver again. */
  synchronized void faultEnded(List<ChaosGuest> all) {
    faultEnd = System.nanoTime();
    lastReturn = faultEnd;
    silent.clear();
    for (ChaosGuest from : all) {
      for (ChaosGuest to : all) {
        if (!from.isBeside(to)) {
          for (Path path : Path.values()) {
            silent.add(new Delivery(from.stream(path, to), to));
          }
        }
      }
    }
  }

  /** Returns whether each stream has delivered a message that was sent after the fault. */
  synchronized boolean isBack() {
    return silent.isEmpty();
  }

  /** Returns the streams that have not delivered a message since the fault, for a failure. */
  synchronized String silent() {
    return silent.toString();
  }

  /** Returns the time from the end of the fault until the last stream delivered a message. */
  synchronized Duration recovery() {
    return Duration.ofNanos(lastReturn - faultEnd);
  }

  /** Returns whether each of these messages has arrived at each of its receivers. */
  synchronized boolean haveArrived(Collection<Emission> sent) {
    return sent.stream()
        .allMatch(emission -> emission.to().stream().allMatch(to -> has(to, emission)));
  }

  /** Returns whether each message has an acknowledgement, or a sender that is gone. */
  synchronized boolean isAnswered() {
    return emissions.values().stream()
        .allMatch(emission -> emission.accepted().isDone() || emission.from().watch().isEnded());
  }

  /** Ends the phase: its messages are no longer expected. */
  synchronized Account close() {
    List<Missing> missing =
        emissions.values().stream()
            .flatMap(
                emission ->
                    emission.to().stream()
                        .filter(to -> !has(to, emission))
                        .map(to -> new Missing(emission, to)))
            .toList();
    var account = new Account(emissions.size(), missing, duplicates, reorders);
    emissions.clear();
    duplicates = 0;
    reorders = 0;
    return account;
  }

  private boolean has(ChaosGuest to, Emission emission) {
    BitSet numbersThere = arrived.get(new Delivery(emission.stream(), to));
    return numbersThere != null && numbersThere.get(emission.number());
  }
}
