package io.sidecast.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.benchmarks.measure.Latency;
import io.sidecast.benchmarks.measure.Result;
import io.sidecast.benchmarks.measure.ThreadUsage;
import io.sidecast.benchmarks.report.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that runs with busy compilers do not count, up to a limit. */
class ContestantTest {

  private static final Load LOAD = Load.closed("echo", 1, 16);
  private static final Load.Turn FIRST = new Load.Turn(30, 5);
  private static final Load.Turn LATER = new Load.Turn(1, 5);
  private static final Load.Turn REPEAT = new Load.Turn(20, 5);

  private final List<Load.Turn> asked = new ArrayList<>();

  @Test
  void aRunWithBusyCompilersIsRepeated() {
    Entry entry = measure(500, 100, 99, 0);
    assertThat(asked).containsExactly(FIRST, REPEAT, REPEAT, LATER);
    assertThat(entry.runs()).extracting(Result::compilerShare).containsExactly(0.0099, 0.0);
  }

  @Test
  void theRepeatsOfAllRunsHaveALimit() {
    Entry entry = measure(500, 400, 300, 200, 100);
    assertThat(asked).containsExactly(FIRST, REPEAT, REPEAT, REPEAT, LATER);
    assertThat(entry.runs()).extracting(Result::compilerShare).containsExactly(0.02, 0.01);
  }

  /** Measures two rounds with an entrant whose compilers take so much of 10,000 µs in each run. */
  private Entry measure(long... compilerMicros) {
    var turns = new Turns(2, FIRST, LATER, 3, REPEAT);
    var contestant = new Contestant(new Compiling(compilerMicros), turns);
    try (Pool pool = new Pool(new Entrant.Stage(null, null, null, null))) {
      contestant.start(pool);
      contestant.measure(LOAD);
      contestant.measure(LOAD);
    }
    return contestant.entry();
  }

  /** An entrant without a process. */
  private final class Compiling implements Entrant, Entrant.Running {

    private final long[] compilerMicros;

    Compiling(long... compilerMicros) {
      this.compilerMicros = compilerMicros;
    }

    @Override
    public String name() {
      return "compiling";
    }

    @Override
    public Running start(Stage stage) {
      return this;
    }

    @Override
    public void awaitReady() {}

    @Override
    public Result measure(Load load, Load.Turn turn) {
      var compiler = new ThreadUsage("C2 CompilerThre", compilerMicros[asked.size()], 0, 0);
      asked.add(turn);
      return new Result(
          10,
          0,
          1,
          Map.of("node 1", 10_000L),
          Map.of(),
          Map.of(),
          0,
          Map.of(),
          Map.of(),
          Map.of("node 1", List.of(compiler)),
          new Latency(0, 0, 0, 0, 0),
          new Result.Bytes(0, 0, 0),
          0);
    }

    @Override
    public void close() {}
  }
}
