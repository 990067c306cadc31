package io.sidecast.examples;

import io.sidecast.SocketIoServerBuilder;
import io.sidecast.examples.brokers.BrokerKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command that runs the demo: two server processes, two clients, and one message between them
 * by sid.
 */
@Command(
    name = "demo",
    description = "Sends a message between clients of two servers, through a broker.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  bin/demo",
      "  bin/demo --serve --ports 5100,5101",
      "  bin/demo --broker nats://127.0.0.1:4222",
      "  bin/demo --all"
    })
public final class DemoMain implements Callable<Integer> {

  @Option(
      names = "--broker",
      paramLabel = "URI",
      description = "a running broker; default: SIDECAST_BROKER, else a Redis is started")
  private @Nullable String broker = variable();

  @Option(names = "--all", description = "the experiment over each broker that can be started here")
  private boolean all;

  @Option(names = "--ports", split = ",", paramLabel = "P", description = "default 5000,5001")
  private List<Integer> ports = List.of(5000, 5001);

  @Option(names = "--host", paramLabel = "H", description = "address to listen on; 127.0.0.1")
  private String host = "127.0.0.1";

  @Option(
      names = "--serve",
      description =
          "keep both servers up, each with the page of a chat; a server that ends starts again")
  private boolean serve;

  DemoMain() {}

  public static void main(String[] args) {
    Terminal.log();
    System.exit(CommandLines.of(new DemoMain()).execute(args));
  }

  @Override
  public Integer call() {
    if (ports.size() != 2) {
      Terminal.ERR.println("demo: --ports takes two ports, for example --ports 5100,5101");
      return 2;
    }
    if (all && serve) {
      Terminal.ERR.println(
          "demo: --serve keeps one broker up, --all tries each: choose one of them");
      return 2;
    }
    var settings = new Demo.Settings(broker, BrokerKind.REDIS, host, ports, serve);
    return all ? runAll(settings) : run(settings);
  }

  private static int run(Demo.Settings settings) {
    try (var demo = new Demo(settings)) {
      Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo-close"));
      demo.run();
      return 0;
    } catch (DemoFailure failure) {
      if (isEnding()) {
        return 1;
      }
      Terminal.ERR.println("\nFAILED: " + failure.getMessage());
      return 1;
    }
  }

  /** Returns the broker of the environment variable; an empty variable counts as unset. */
  private static @Nullable String variable() {
    String value = System.getenv(SocketIoServerBuilder.BROKER_VARIABLE);
    return value == null || value.isBlank() ? null : value;
  }

  /**
   * Runs the demo over every broker of this machine. It succeeds if at least one broker is present
   * and no run fails.
   */
  private static int runAll(Demo.Settings settings) {
    var results = new LinkedHashMap<BrokerKind, String>();
    for (BrokerKind kind : BrokerKind.values()) {
      Terminal.OUT.println("\n== " + kind.title() + "\n");
      boolean here = LocalBroker.isHere(kind);
      results.put(kind, here ? run(settings.with(kind)) == 0 ? "OK" : "FAILED" : "not here");
      if (!here) {
        Terminal.OUT.println("  not on this machine: " + kind.advice());
      }
    }
    Terminal.OUT.println();
    results.forEach(
        (kind, result) -> Terminal.OUT.println("  %-11s %s".formatted(kind.title(), result)));
    return results.containsValue("FAILED") || !results.containsValue("OK") ? 1 : 0;
  }

  /**
   * Returns whether the JVM is shutting down. Ctrl-C reaches the child processes as well, so their
   * end is not reported.
   */
  private static boolean isEnding() {
    var hook = new Thread();
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return !Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return true;
    }
  }
}
