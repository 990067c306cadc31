package io.sidecast.examples;

import io.sidecast.SocketIoServerBuilder;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The founding experiment: two server processes, two clients, one message between them by sid. */
@Command(
    name = "demo",
    description = "Sends a message between clients of two servers, through a broker.",
    mixinStandardHelpOptions = true)
public final class DemoMain implements Callable<Integer> {

  @Option(
      names = "--broker",
      paramLabel = "URI",
      description = "a running broker; default: SIDECAST_BROKER, else an embedded Redis")
  private @Nullable String broker = System.getenv(SocketIoServerBuilder.BROKER_VARIABLE);

  @Option(names = "--ports", split = ",", paramLabel = "P", description = "default 5000,5001")
  private List<Integer> ports = List.of(5000, 5001);

  @Option(names = "--host", paramLabel = "H", description = "address to listen on; 127.0.0.1")
  private String host = "127.0.0.1";

  @Option(names = "--serve", description = "keep both servers up, with a chat page")
  private boolean serve;

  private DemoMain() {}

  public static void main(String[] args) {
    Terminal.log();
    System.exit(new CommandLine(new DemoMain()).execute(args));
  }

  @Override
  public Integer call() {
    if (ports.size() != 2) {
      Terminal.ERR.println("demo: --ports takes two ports, for example --ports 5100,5101");
      return 2;
    }
    var settings = new Demo.Settings(broker, host, ports, serve);
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

  /** Ctrl-C reaches the child processes, too: then their end is no news. */
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
