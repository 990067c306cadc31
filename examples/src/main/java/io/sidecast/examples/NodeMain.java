package io.sidecast.examples;

import io.sidecast.SocketIoServer;
import io.sidecast.examples.chat.Chat;
import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The command that runs one reference server. It prints only {@code READY <port>} and logs to
 * standard error.
 */
@Command(
    name = "node",
    description = "Runs one reference server until SIGTERM.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  bin/node --port 5000",
      "  bin/node --port 5001 --broker redis://127.0.0.1:6379 --metrics",
      "  SIDECAST_BROKER=nats://127.0.0.1:4222 bin/node --port 5002 --cors https://page.example"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"1:the server could not start", "2:the command line is wrong"})
public final class NodeMain implements Callable<Integer> {

  @Mixin private final NodeOptions options = new NodeOptions();

  NodeMain() {}

  public static void main(String[] args) {
    Terminal.log();
    System.exit(
        EngineEcho.isAskedFor(args)
            ? EngineEcho.run(args)
            : CommandLines.of(new NodeMain()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    try {
      run(options.server());
      return 0;
    } catch (RuntimeException failure) {
      Terminal.ERR.println("node: " + advice(Terminal.cause(failure)));
      return Terminal.exitCode(failure);
    }
  }

  private void run(SocketIoServer server) throws InterruptedException, IOException {
    new ReferenceEvents(server).register();
    Chat.register(server);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "node-close"));
    server.start();
    Terminal.OUT.println("READY " + server.port());
    Terminal.awaitEnd(options.untilInputEnds);
  }

  private String advice(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return "cannot listen on port %d: %s. Choose another with --port."
            .formatted(options.port, cause.getMessage());
      }
    }
    return Terminal.message(failure);
  }
}
