package io.sidecast.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Tests that the benchmark runs real servers and writes its reports; the measured values are not
 * checked.
 */
class BenchIT {

  /** The messages of a run in which those of fixed times are a small part. */
  private static final long MANY = 300;

  @TempDir private Path folder;

  @Test
  void aQuickRunMeasuresRealServersAndWritesReports() throws Exception {
    JsonNode report = run("--quick", "--scenarios", "echo,sid-1000", "--seed", "7");
    JsonNode latency = report.path("scenarios").path(0);
    JsonNode echo = report.path("scenarios").path(1);
    assertThat(latency.path("id").asText()).isEqualTo("sid-1000");
    assertThat(latency.path("entries").findValuesAsText("name"))
        .contains("Sidecast", "bare cluster");
    assertThat(latency.path("entries").findValuesAsText("failure")).containsOnly("");
    assertThat(echo.path("entries").findValuesAsText("name"))
        .contains(
            "Sidecast",
            "Sidecast, handlers on loops",
            "Sidecast, timers of handlers",
            "bare Netty");
    for (JsonNode entry : echo.path("entries")) {
      assertThat(entry.path("failure").asText()).isEmpty();
      JsonNode run = entry.path("runs").path(0);
      assertThat(run.path("operations").asLong()).isPositive();
      assertThat(run.path("cpuMicros").path("node 1").asLong()).isPositive();
      assertThat(run.path("switches").path("node 1").asLong()).isPositive();
      assertThat(run.path("calls").path("node 1").asLong())
          .isGreaterThan(run.path("operations").asLong() / 10);
      assertThat(entry.path("threads").findValuesAsText("process")).contains("node 1");
      assertThat(run.path("bytes").path("received").asLong())
          .isGreaterThan(100 * run.path("operations").asLong());
    }
    JsonNode run = latency.path("entries").path(0).path("runs").path(0);
    assertThat(run.path("operations").asLong()).isBetween(1L, 2_000L);
    assertThat(run.path("cpuMicros").has("broker")).isTrue();
    assertThat(run.path("latency").path("p99").asDouble())
        .isGreaterThanOrEqualTo(run.path("latency").path("p50").asDouble());
    assertThat(report.path("facts").path("seed").asText()).isEqualTo("7");
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("<svg", "bare Netty", "Threads of Sidecast");
  }

  /**
   * With handlers and Redis' client on the only loop of each server, a lone emit wakes two loops
   * and Redis. The counts are from {@code /proc}; they depend on no time. On a machine that is busy
   * with other work few messages are sent, and what the threads do at fixed times is a large part
   * of the counts: such a run is repeated.
   */
  @Test
  void aLoneEmitChangesThreadsFewTimes() throws Exception {
    JsonNode entry = loneEmits();
    for (int more = 2; more > 0 && operationsOf(entry) < MANY; more--) {
      entry = loneEmits();
    }
    double switches = 0;
    double calls = 0;
    for (JsonNode kind : entry.path("threads")) {
      if (kind.path("threads").asText().matches("(sidecast|lettuce|redis).*")) {
        switches += kind.path("switches").asDouble();
        calls += kind.path("calls").asDouble();
      }
    }
    assertThat(operationsOf(entry)).isGreaterThan(MANY);
    assertThat(switches).isBetween(0.1, 4.2);
    assertThat(calls).isBetween(0.1, 8.5);
  }

  private JsonNode loneEmits() throws Exception {
    JsonNode report =
        run("--quick", "--seconds", "3", "--scenarios", "sid-lone", "--brokers", "redis");
    for (JsonNode entry : report.path("scenarios").path(0).path("entries")) {
      if (entry.path("name").asText().equals("Sidecast, handlers on loops")) {
        return entry;
      }
    }
    throw new AssertionError("the program is not in the report");
  }

  private static long operationsOf(JsonNode entry) {
    return entry.path("runs").path(0).path("operations").asLong();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"growth-memberships,growth-start", "growth-join,growth-large-room,growth-fetch"})
  void aQuickRunMeasuresManyRoomsAndTheStart(String ids) throws Exception {
    JsonNode report = run("--quick", "--scenarios", ids);
    assertThat(report.path("scenarios").findValuesAsText("id"))
        .containsExactlyInAnyOrder(ids.split(",", -1));
    for (JsonNode scenario : report.path("scenarios")) {
      JsonNode entry = scenario.path("entries").path(0);
      assertThat(entry.path("failure").asText()).isEmpty();
      JsonNode run = entry.path("runs").path(0);
      assertThat(run.path("cpuMicros").path("node 1").asLong()).isPositive();
      if (scenario.path("main").asText().equals("HEAP")) {
        assertThat(run.path("operations").asLong()).isEqualTo(270 * 5);
        assertThat(run.path("heapGrowth").asLong()).isNotZero();
      }
    }
  }

  @Test
  void aProfileBeginsWithTheServer() throws Exception {
    JsonNode report = run("--quick", "--scenarios", "echo", "--profile", "--loops", "3");
    assertThat(report.path("facts").path("event loops of each server on the JVM").asText())
        .isEqualTo("3");
    List<Path> recordings;
    try (Stream<Path> files = Files.list(folder)) {
      recordings = files.filter(file -> file.toString().endsWith("-1.jfr")).toList();
    }
    assertThat(recordings).hasSizeGreaterThanOrEqualTo(2);
    for (Path recording : recordings) {
      List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
      assertThat(events).extracting(BenchIT::type).contains("jdk.ThreadCPULoad");
      assertThat(eventLoops(events)).as("event loops of %s", recording).hasSize(3);
    }
  }

  private static String type(RecordedEvent event) {
    return event.getEventType().getName();
  }

  private static Set<String> eventLoops(List<RecordedEvent> events) {
    return events.stream()
        .filter(event -> type(event).equals("jdk.ThreadStart"))
        .map(event -> event.getThread("thread").getJavaName())
        .filter(name -> name.matches("(sidecast-loop|multiThreadIoEventLoopGroup)-.*"))
        .collect(Collectors.toSet());
  }

  @Test
  void aServerHasAtLeastOneEventLoop() {
    int status = BenchMain.commandLine().execute("--scenarios", "echo", "--loops", "1,0");
    assertThat(status).isEqualTo(2);
  }

  @Test
  void anUnknownScenarioIsRefused() {
    int status = BenchMain.commandLine().execute("--scenarios", "nonsense");
    assertThat(status).isEqualTo(2);
  }

  private JsonNode run(String... arguments) throws Exception {
    CommandLine bench = BenchMain.commandLine();
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--out", folder.toString()));
    assertThat(bench.execute(all.toArray(String[]::new))).isZero();
    return new ObjectMapper().readTree(folder.resolve("report.json").toFile());
  }
}
