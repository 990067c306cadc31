package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.report.Figure;
import io.sidecast.benchmarks.report.Target;
import io.sidecast.benchmarks.run.Servers.Topology;
import io.sidecast.examples.brokers.BrokerKind;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The servers of a run: each contender that is present, with each number of event loops. Immutable.
 *
 * @param present the contenders
 * @param loops the numbers of event loops of a server on a JVM, at least one
 */
record LineUp(List<Contender> present, List<Integer> loops) {

  /** Returns the entrants of some kinds, named after their contenders. */
  List<Entrant> entrants(Topology topology, Contender... kinds) {
    return entrants("", topology, kinds);
  }

  /** Returns the entrants of some kinds over one of several brokers, which their names contain. */
  List<Entrant> over(BrokerKind broker, Contender... kinds) {
    return entrants(over(broker), Topology.pair(broker), kinds);
  }

  /** Returns a target for each number of event loops, with the same number on both sides. */
  List<Target> targets(Figure figure, Ratio ratio) {
    return targets("", figure, ratio);
  }

  /** Returns the targets of entrants over one of several brokers. */
  List<Target> targetsOver(BrokerKind broker, Figure figure, Ratio ratio) {
    return targets(over(broker), figure, ratio);
  }

  /** Returns targets of an entrant over a broker beside the client alone. */
  List<Target> targetsOfClient(BrokerKind broker, Figure figure, Contender kind, double factor) {
    return loops.stream()
        .map(
            count ->
                new Target(
                    figure, name(kind, over(broker), count), RawEntrant.name(broker), factor))
        .toList();
  }

  /** Returns an absolute limit for a server that has only one event loop. */
  List<Target> limits(Figure figure, Contender kind, double limit) {
    return loops.stream()
        .filter(count -> count == 1)
        .map(count -> Target.limit(figure, name(kind, "", count), limit))
        .toList();
  }

  /**
   * A ratio of two contenders.
   *
   * @param kind the contender
   * @param reference the contender that it is compared with
   * @param factor see {@link Target}
   */
  record Ratio(Contender kind, Contender reference, double factor) {}

  private List<Entrant> entrants(String over, Topology topology, Contender... kinds) {
    return Stream.of(kinds)
        .filter(present::contains)
        .<Entrant>flatMap(
            kind ->
                counts(kind)
                    .mapToObj(count -> new Servers(name(kind, over, count), kind, topology, count)))
        .toList();
  }

  private List<Target> targets(String over, Figure figure, Ratio ratio) {
    return loops.stream()
        .map(
            count ->
                new Target(
                    figure,
                    name(ratio.kind, over, count),
                    name(ratio.reference, over, count),
                    ratio.factor))
        .toList();
  }

  private IntStream counts(Contender kind) {
    return kind.hasOneLoop() ? IntStream.of(1) : loops.stream().mapToInt(Integer::intValue);
  }

  private String name(Contender kind, String over, int count) {
    String name = kind.title() + over;
    if (loops.size() == 1 || kind.hasOneLoop()) {
      return name;
    }
    return name + (count == 1 ? ", 1 loop" : ", " + count + " loops");
  }

  private static String over(BrokerKind broker) {
    return " over " + broker.title();
  }
}
