package io.sidecast.conformance;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.BrokerFeatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The results of one suite for one broker, kept in a file because the suites of a broker run in two
 * JVMs. Immutable.
 *
 * @param broker the broker's short name
 * @param kind the suite
 * @param declared what the broker declares
 * @param cases the results, in the order in which they were found
 * @param complete whether every case of the suite has a result
 */
record SuiteResults(
    String broker, Kind kind, Declared declared, List<CaseResult> cases, boolean complete) {

  /** The folder in which the suites of a module store their results: {@code <suite>.tsv}. */
  static final Path FOLDER = Path.of("target", "conformance");

  /**
   * The first line. Files of another version of the kit may be present, and this version cannot
   * read them.
   */
  private static final String FORMAT = "conformance results, format 1";

  private static final String COMPLETE = "complete";
  private static final String SUFFIX = ".tsv";

  /** The suites of the kit. */
  enum Kind {
    /** {@link BrokerConformance}. */
    ONE_PROCESS("In one process"),
    /** {@link ServerConformance}. */
    SERVERS("With servers and clients");

    final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  /**
   * The promises of a broker beyond those that are required of every broker.
   *
   * @param features its features
   * @param replayLog whether it stores messages
   */
  record Declared(BrokerFeatures features, boolean replayLog) {

    static Declared of(Broker broker) {
      return new Declared(broker.features(), broker.replayLog().isPresent());
    }

    private String line() {
      return String.join(
          "\t",
          features.flags().stream().map(Enum::name).sorted().collect(Collectors.joining(" ")),
          Integer.toString(features.maxEnvelopeBytes()),
          Integer.toString(features.roomChannels()),
          Long.toString(features.answerTimeout().toMillis()),
          Boolean.toString(replayLog));
    }

    private static Declared parse(String line) {
      String[] cells = line.split("\t", -1);
      Set<BrokerFeature> flags =
          Arrays.stream(cells[0].split(" ", 0))
              .filter(flag -> !flag.isEmpty())
              .map(BrokerFeature::valueOf)
              .collect(Collectors.toSet());
      return new Declared(
          new BrokerFeatures(
              flags,
              Integer.parseInt(cells[1]),
              Integer.parseInt(cells[2]),
              Duration.ofMillis(Long.parseLong(cells[3]))),
          Boolean.parseBoolean(cells[4]));
    }
  }

  /**
   * The result of one case, or of one set of its arguments.
   *
   * @param group the interface that declares the case, or a title
   * @param name the method of the case
   * @param outcome {@code pass}, {@code FAIL}, or {@code requires FEATURE} if it was skipped
   * @param seconds the duration
   */
  record CaseResult(String group, String name, String outcome, double seconds) {

    static final String PASS = "pass";
    static final String FAIL = "FAIL";

    /** Returns the combined result of two sets of arguments: a failure if one of them is. */
    CaseResult and(CaseResult more) {
      String worst = more.outcome.equals(FAIL) ? FAIL : outcome;
      return new CaseResult(group, name, worst, seconds + more.seconds);
    }

    private String line() {
      return String.join("\t", group, name, outcome, Double.toString(seconds));
    }

    private static CaseResult parse(String line) {
      String[] cells = line.split("\t", -1);
      return new CaseResult(cells[0], cells[1], cells[2], Double.parseDouble(cells[3]));
    }
  }

  /**
   * Writes the results under the suite's name and replaces those of an earlier run. Suites of
   * another JVM read the file at any time, so it is moved to its place when it is complete.
   */
  void write(String suite) {
    List<String> lines = new ArrayList<>();
    lines.add(FORMAT);
    lines.add(broker);
    lines.add(kind.name());
    lines.add(declared.line());
    cases.forEach(result -> lines.add(result.line()));
    if (complete) {
      lines.add(COMPLETE);
    }
    try {
      Files.createDirectories(FOLDER);
      Path written = Files.write(FOLDER.resolve(suite + ".part"), lines);
      Files.move(written, FOLDER.resolve(suite + SUFFIX), ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the results of " + suite + " cannot be written", e);
    }
  }

  static SuiteResults read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return new SuiteResults(
          lines.get(1),
          Kind.valueOf(lines.get(2)),
          Declared.parse(lines.get(3)),
          lines.stream()
              .skip(4)
              .filter(line -> !line.equals(COMPLETE))
              .map(CaseResult::parse)
              .toList(),
          lines.contains(COMPLETE));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Returns all results that the suites of this module have stored. */
  static List<SuiteResults> readAll() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .filter(SuiteResults::isReadable)
          .sorted()
          .map(SuiteResults::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the results in " + FOLDER, e);
    }
  }

  private static boolean isReadable(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.limit(1).anyMatch(FORMAT::equals);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
