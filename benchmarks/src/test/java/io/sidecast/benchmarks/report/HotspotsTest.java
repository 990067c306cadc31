package io.sidecast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the summary of a recording counts only the measured time. */
class HotspotsTest {

  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  @TempDir private Path folder;

  @Test
  void samplesOutsideOfThePeriodsDoNotCount() throws Exception {
    Path file = folder.resolve("test.jfr");
    Instant start;
    Instant end;
    try (var recording = new Recording(Configuration.getConfiguration("profile"))) {
      recording.start();
      warmUp();
      start = Instant.now();
      measured();
      end = Instant.now();
      afterwards();
      recording.dump(file);
    }
    assertThat(Hotspots.of(file, List.of(new Hotspots.Period(start, end))))
        .contains("HotspotsTest.measured")
        .doesNotContain("HotspotsTest.warmUp", "HotspotsTest.afterwards");
    assertThat(Hotspots.of(file, List.of())).contains("Java code by method, 0 samples");
  }

  private static void warmUp() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < BUSY_NANOS) {
      Thread.onSpinWait();
    }
  }

  private static void measured() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < BUSY_NANOS) {
      Thread.onSpinWait();
    }
  }

  private static void afterwards() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < BUSY_NANOS) {
      Thread.onSpinWait();
    }
  }
}
