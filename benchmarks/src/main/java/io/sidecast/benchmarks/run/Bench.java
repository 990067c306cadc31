package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.load.LoadMain;
import io.sidecast.benchmarks.report.HtmlReport;
import io.sidecast.benchmarks.report.JsonReport;
import io.sidecast.benchmarks.report.Report;
import io.sidecast.benchmarks.report.Table;
import io.sidecast.benchmarks.report.TerminalReport;
import io.sidecast.examples.brokers.BrokerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run from its options to its reports. Confined to one thread, except {@link #close}. */
final class Bench implements AutoCloseable {

  private final BenchMain options;
  private final Home home = new Home(Path.of(System.getProperty("sidecast.home", ".")));
  private final Path folder;
  private final Brokers brokers;

  Bench(BenchMain options) throws IOException {
    this.options = options;
    this.folder = Files.createTempDirectory("sidecast-bench");
    this.brokers = new Brokers(folder);
  }

  int run() throws IOException {
    List<Scenario> scenarios = chosen();
    if (scenarios.isEmpty()) {
      System.err.println("bench: no such scenario; the scenarios are:");
      all().forEach(scenario -> System.err.println("  " + scenario.id()));
      return 2;
    }
    if (options.loops.stream().anyMatch(count -> count < 1)) {
      System.err.println("bench: --loops must be at least 1, not " + loops());
      return 2;
    }
    System.out.println("seed " + options.seed + ", event loops " + loops());
    Map<String, String> facts = facts();
    Files.createDirectories(options.out);
    var profiler = new Profiler(options.profile ? options.out.toAbsolutePath() : null);
    List<Table> tables = new ArrayList<>();
    List<String> load =
        home.java(Home.Build.NIO, List.of("-Xmx1g"), List.of(LoadMain.class.getName()));
    try (Measurer measurer = Measurer.start("load generator", load);
        Pool pool = new Pool(new Entrant.Stage(home, brokers, measurer, profiler))) {
      var progress = new ProgressLine(scenarios);
      var runner = new Runner(pool, options.settings(), progress);
      for (Scenario scenario : scenarios) {
        Table table = runner.run(scenario);
        progress.clear();
        System.out.println(TerminalReport.of(table));
        tables.add(table);
        write(new Report(facts, tables));
      }
    }
    profiler.print();
    System.out.println(options.out.resolve("report.html").toAbsolutePath().normalize());
    boolean failed =
        tables.stream()
            .flatMap(table -> table.entries().stream())
            .anyMatch(entry -> !entry.failure().isEmpty());
    return failed ? 1 : 0;
  }

  /** Writes the reports after each scenario, so that an interrupted run leaves its results. */
  private void write(Report report) throws IOException {
    HtmlReport.write(report, options.out.resolve("report.html"));
    JsonReport.write(report, options.out.resolve("report.json"));
  }

  private Map<String, String> facts() {
    Map<String, String> facts = Machine.facts(home);
    facts.put("seed", Long.toString(options.seed));
    facts.put("event loops of each server on the JVM", loops());
    facts.put("settings", options.settings().toString());
    return facts;
  }

  private String loops() {
    return options.loops.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private List<Scenario> chosen() {
    List<Scenario> all = all();
    if (options.scenarios.isEmpty()) {
      return all;
    }
    List<String> ids = all.stream().map(Scenario::id).toList();
    return all.stream()
        .filter(
            scenario ->
                options.scenarios.stream().anyMatch(name -> chooses(name, scenario.id(), ids)))
        .toList();
  }

  /** Returns whether a name is an id, or no id and its beginning. */
  private static boolean chooses(String name, String id, List<String> ids) {
    return ids.contains(name) ? id.equals(name) : id.startsWith(name);
  }

  private List<Scenario> all() {
    List<Contender> present =
        Arrays.stream(Contender.values())
            .filter(contender -> contender.isHere(home) && (options.peers || !contender.isPeer()))
            .toList();
    var lineUp = new LineUp(present, options.loops);
    Plan.Size size = options.quick ? Plan.Size.QUICK : Plan.Size.FULL;
    return Stream.of(
            new BrokerPlan(kinds(), lineUp, size).scenarios(),
            new Plan(lineUp, size).scenarios(),
            new GrowthPlan(lineUp, size.sockets()).scenarios())
        .flatMap(List::stream)
        .toList();
  }

  private List<BrokerKind> kinds() {
    if (options.brokers == null) {
      return Arrays.stream(BrokerKind.values()).filter(brokers::isHere).toList();
    }
    return options.brokers.stream()
        .map(name -> BrokerKind.valueOf(name.toUpperCase(Locale.ROOT)))
        .toList();
  }

  @Override
  public synchronized void close() {
    brokers.close();
    try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("bench: cannot delete " + folder + ": " + e);
    }
  }
}
