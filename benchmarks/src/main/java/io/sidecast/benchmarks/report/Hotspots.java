package io.sidecast.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * The distribution of a JVM's CPU time in some periods, from its flight recording. The recorder
 * measures the kernel time of each thread but samples Java code only, so the report has two lists.
 * Confined to one thread.
 */
public final class Hotspots {

  private static final int LINES = 12;

  /** The time before an event over which the recorder measured the CPU time of a thread. */
  private static final Duration CPU_PERIOD = Duration.ofSeconds(1);

  private static final String OURS = "io.sidecast.";

  private final List<Period> periods;
  private final Map<String, Time> threads = new HashMap<>();
  private final Map<String, Integer> methods = new HashMap<>();
  private int samples;

  /**
   * A period of a recording.
   *
   * @param start the first moment
   * @param end the last moment
   */
  public record Period(Instant start, Instant end) {
    private boolean contains(Instant from, Instant to) {
      return !from.isBefore(start) && !to.isAfter(end);
    }
  }

  /** Processor times, in cores. */
  private record Time(double user, double system) {
    double all() {
      return user + system;
    }

    Time plus(Time other) {
      return new Time(user + other.user, system + other.system);
    }
  }

  private Hotspots(List<Period> periods) {
    this.periods = List.copyOf(periods);
  }

  /**
   * Reads a recording.
   *
   * @param recording a file of the flight recorder; its thread CPU loads have a period of 1 s
   * @param periods the periods that count
   * @return several lines: the busiest threads and the most frequently sampled methods
   * @throws IOException if the file cannot be read
   */
  public static String of(Path recording, List<Period> periods) throws IOException {
    var spots = new Hotspots(periods);
    try (var file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        spots.add(file.readEvent());
      }
    }
    return spots.text();
  }

  private void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "jdk.ThreadCPULoad" -> {
        if (counts(event, CPU_PERIOD)) {
          threads.merge(
              threadOf(event),
              new Time(event.getDouble("user"), event.getDouble("system")),
              Time::plus);
        }
      }
      case "jdk.ExecutionSample" -> {
        if (counts(event, Duration.ZERO)) {
          samples++;
          methods.merge(methodOf(event), 1, Integer::sum);
        }
      }
      default -> {} // other events are not used
    }
  }

  /** Returns whether an event and the time that it describes are in one of the periods. */
  private boolean counts(RecordedEvent event, Duration described) {
    Instant time = event.getStartTime();
    return periods.stream().anyMatch(period -> period.contains(time.minus(described), time));
  }

  /**
   * Returns the name of a thread without its number, so that threads with the same task count
   * together.
   */
  private static String threadOf(RecordedEvent event) {
    @Nullable String name = event.getThread() == null ? null : event.getThread().getJavaName();
    return name == null ? "the JVM's own" : name.replaceAll("[-\\d]+$", "");
  }

  /** Returns the topmost method of Sidecast, or the topmost method of all. */
  private static String methodOf(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return "unknown";
    }
    List<RecordedFrame> frames = event.getStackTrace().getFrames();
    return frames.stream()
        .map(Hotspots::text)
        .filter(method -> method.startsWith(OURS))
        .findFirst()
        .orElseGet(() -> text(frames.get(0)));
  }

  private static String text(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }

  private String text() {
    double all = threads.values().stream().mapToDouble(Time::all).sum();
    double system = threads.values().stream().mapToDouble(Time::system).sum();
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "  CPU time by thread, %.0f %% in the kernel%n", percent(system, all)));
    for (var entry : most(threads, Time::all)) {
      Time time = entry.getValue();
      text.append(
          String.format(
              Locale.ROOT,
              "  %5.1f %%  %s, %.0f %% of it in the kernel%n",
              percent(time.all(), all),
              entry.getKey(),
              percent(time.system(), time.all())));
    }
    text.append(String.format(Locale.ROOT, "  Java code by method, %d samples%n", samples));
    for (var entry : most(methods, Integer::doubleValue)) {
      text.append(
          String.format(
              Locale.ROOT, "  %5.1f %%  %s%n", percent(entry.getValue(), samples), entry.getKey()));
    }
    return text.toString();
  }

  private static double percent(double part, double all) {
    return all == 0 ? 0 : 100 * part / all;
  }

  private static <T> List<Map.Entry<String, T>> most(
      Map<String, T> some, ToDoubleFunction<T> size) {
    return some.entrySet().stream()
        .sorted(
            Comparator.comparingDouble(
                (Map.Entry<String, T> entry) -> -size.applyAsDouble(entry.getValue())))
        .limit(LINES)
        .toList();
  }
}
