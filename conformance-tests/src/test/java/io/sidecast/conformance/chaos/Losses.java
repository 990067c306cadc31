package io.sidecast.conformance.chaos;

import io.sidecast.conformance.chaos.Emission.Missing;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The messages that did not arrive in a phase, by how the servers reported it. Immutable. */
record Losses(Map<Losses.Report, Integer> counts) {

  /** A way in which the loss of a message is reported. */
  enum Report {
    /** The sender received an error, or its connection ended before the acknowledgement. */
    FAILED("failed"),
    /** The connection of the receiver ended with its node. */
    ENDED("to a killed node"),
    /** The receiving node counted it. */
    COUNTED("counted"),
    /** A node of the two reported that it was not connected. */
    OUTAGE("in a reported outage"),
    /** A node of the two reported that the other was gone. */
    ABSENT("to or from a node reported as gone"),
    /** No node reported it. */
    SILENT("silent");

    private final String title;

    Report(String title) {
      this.title = title;
    }
  }

  /** The nodes of a sender and a receiver. */
  private record Route(NodeWatch from, NodeWatch to) {}

  /** Finds the reports of messages that did not arrive. */
  static Losses of(List<Missing> missing) {
    var counts = new EnumMap<Report, Integer>(Report.class);
    var counted = new HashMap<Route, Set<Emission>>();
    for (Missing each : missing) {
      Report report = report(each, counted);
      counts.merge(report, 1, Integer::sum);
      if (report == Report.SILENT) {
        System.out.printf("chaos: silent loss of %s at %s%n", each.emission().text(), each.to());
      }
    }
    return new Losses(counts);
  }

  private static Report report(Missing missing, Map<Route, Set<Emission>> counted) {
    Emission emission = missing.emission();
    var route = new Route(emission.from().watch(), missing.to().watch());
    if (route.to().isEnded()) {
      return Report.ENDED;
    }
    boolean unanswered = !emission.accepted().isDone() && !route.from().isEnded();
    if (unanswered || route.from().equals(route.to())) {
      return Report.SILENT;
    }
    if (!emission.isAccepted()) {
      return Report.FAILED;
    }
    // One message to several clients of a node counts once.
    Set<Emission> ofRoute = counted.computeIfAbsent(route, any -> new HashSet<>());
    if (ofRoute.contains(emission) || ofRoute.size() < route.to().lostFrom(route.from())) {
      ofRoute.add(emission);
      return Report.COUNTED;
    }
    if (route.to().hadOutage() || route.from().hadOutage()) {
      return Report.OUTAGE;
    }
    return route.from().missed(route.to()) || route.to().missed(route.from())
        ? Report.ABSENT
        : Report.SILENT;
  }

  /** Returns these losses and others. */
  Losses plus(Losses other) {
    var sum = new EnumMap<Report, Integer>(Report.class);
    sum.putAll(counts);
    other.counts.forEach((report, count) -> sum.merge(report, count, Integer::sum));
    return new Losses(sum);
  }

  /** Returns the number of losses that no node reported. */
  int silent() {
    return counts.getOrDefault(Report.SILENT, 0);
  }

  /** Returns the reported losses in words. */
  String reported() {
    String words =
        counts.entrySet().stream()
            .filter(each -> each.getKey() != Report.SILENT)
            .map(each -> "%,d %s".formatted(each.getValue(), each.getKey().title))
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? "0" : words;
  }
}
