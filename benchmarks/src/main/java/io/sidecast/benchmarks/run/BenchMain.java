package io.sidecast.benchmarks.run;

import io.sidecast.examples.CommandLines;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that compares brokers, and Sidecast with other servers. */
@Command(
    name = "bench",
    description = "Measures Sidecast over each broker, and beside other servers.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  bin/bench --quick",
      "  bin/bench --brokers redis,nats --scenarios sid",
      "  bin/bench --peers --scenarios echo,connect --rounds 3",
      "  bin/bench --jmh CodecBenchmark        runs micro-benchmarks of the core, with JMH's options"
    },
    sortOptions = false)
public final class BenchMain implements Callable<Integer> {

  /**
   * The warm-up, in seconds: about as long as the compilers are busy. A server in production has
   * run for longer.
   */
  private static final int WARM_SECONDS = 30;

  private static final double AGAIN_SECONDS = 1;

  /** The further warm-up of a program whose compilers are still busy. */
  private static final int REPEAT_SECONDS = 20;

  private static final Load.Turn QUICK = new Load.Turn(0.3, 0.6);

  @Option(
      names = "--brokers",
      split = ",",
      paramLabel = "NAME",
      description = "of redis, nats, rabbitmq, kafka; default: all that are installed")
  @Nullable List<String> brokers;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "of each measurement; default 5, and 20 at a fixed rate")
  @Nullable Double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "turns of each program; default 5, and 3 at a fixed rate")
  @Nullable Integer rounds;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description = "of windows with busy compilers, for each program in a scenario; default 3")
  int repeats = 3;

  @Option(
      names = "--loops",
      split = ",",
      paramLabel = "N",
      description =
          "event loops of each server on a JVM; default 1, as in socket.io; several: side by side")
  List<Integer> loops = List.of(1);

  @Option(names = "--peers", description = "measures socket.io and netty-socketio, too")
  boolean peers;

  @Option(
      names = "--quick",
      description = "one short turn each: a smoke test without meaningful numbers")
  boolean quick;

  @Option(
      names = "--scenarios",
      split = ",",
      paramLabel = "ID",
      description = "ids, or beginnings of several ids; an unknown one prints the list")
  List<String> scenarios = List.of();

  @Option(
      names = "--profile",
      description = "records the servers on a JVM and prints where their time went")
  boolean profile;

  @Option(names = "--seed", paramLabel = "N", description = "of the order of turns")
  long seed = new Random().nextInt(Integer.MAX_VALUE);

  @Option(names = "--out", paramLabel = "FOLDER", description = "for report.html and report.json")
  Path out = Path.of(".");

  private BenchMain() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return CommandLines.of(new BenchMain());
  }

  Runner.Settings settings() {
    if (quick) {
      var turn = new Load.Turn(QUICK.warmUp(), seconds == null ? QUICK.seconds() : seconds);
      var turns = new Turns(1, turn, turn, 0, turn);
      return new Runner.Settings(turns, turns, seed);
    }
    return new Runner.Settings(turns(5, 5), turns(3, 20), seed);
  }

  private Turns turns(int usualRounds, double usualSeconds) {
    double time = seconds == null ? usualSeconds : seconds;
    return new Turns(
        rounds == null ? usualRounds : rounds,
        new Load.Turn(WARM_SECONDS, time),
        new Load.Turn(AGAIN_SECONDS, time),
        repeats,
        new Load.Turn(REPEAT_SECONDS, time));
  }

  @Override
  public Integer call() throws Exception {
    try (var bench = new Bench(this)) {
      Runtime.getRuntime().addShutdownHook(new Thread(bench::close, "bench-close"));
      return bench.run();
    }
  }
}
