package io.sidecast.examples;

import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.transport.HttpServer;
import io.sidecast.transport.TransportSettings;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * An Engine.IO server without Socket.IO: it sends back every message that a client sends at {@code
 * /engine.io/}. The official test suites of the protocol run against it. It uses packages of the
 * core that the module does not export, over the class path.
 */
@Command(name = "node --engine-echo", mixinStandardHelpOptions = true)
final class EngineEcho implements Callable<Integer> {

  private static final String OPTION = "--engine-echo";
  private static final int CLOSE_SECONDS = 5;

  @Option(names = "--port", required = true, paramLabel = "P", description = "0 for any free port")
  private int port;

  @Option(names = "--host", paramLabel = "H", defaultValue = "0.0.0.0")
  private String host = "0.0.0.0";

  @Option(names = "--ping-interval", paramLabel = "MS", defaultValue = "25000")
  private long pingInterval;

  @Option(names = "--ping-timeout", paramLabel = "MS", defaultValue = "20000")
  private long pingTimeout;

  @Option(names = "--max-payload", paramLabel = "BYTES", defaultValue = "1000000")
  private int maxPayload;

  @Option(names = "--allow-eio3", description = "serves clients of revision 3, too")
  private boolean allowEio3;

  @Option(
      names = "--until-input-ends",
      description = "end when standard input does, for a parent that may die")
  private boolean untilInputEnds;

  /** Options of the reference node that an engine does not use. */
  @Option(
      names = {"--connect-timeout", "--broker", "--prefix", "--node-timeout"},
      hidden = true)
  private String[] ignored = {};

  private record Echo(Connection connection) implements ConnectionHandler {

    @Override
    public void onText(byte[] utf8) {
      connection.send(EncodedPacket.text(utf8, List.of()));
    }

    @Override
    public void onBinary(byte[] bytes) {
      connection.send(EncodedPacket.binary(bytes));
    }

    @Override
    public void onClose(DisconnectReason reason, String detail) {
      // no state to release
    }
  }

  /** Returns whether the command line of a node requests this server. */
  static boolean isAskedFor(String... args) {
    return Arrays.asList(args).contains(OPTION);
  }

  /** Serves until the process ends, or returns an exit code after a failure. */
  static int run(String... args) {
    String[] options =
        Arrays.stream(args).filter(arg -> !arg.equals(OPTION)).toArray(String[]::new);
    return CommandLines.of(new EngineEcho())
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              Terminal.ERR.println("node: " + Terminal.message(failure));
              return Terminal.exitCode(failure);
            })
        .execute(options);
  }

  @Override
  public Integer call() throws Exception {
    var settings = EngineSettings.builder().path("/engine.io").allowEio3(allowEio3);
    OptionValues.time("--ping-interval", pingInterval, 1, settings::pingInterval);
    OptionValues.time("--ping-timeout", pingTimeout, 1, settings::pingTimeout);
    OptionValues.number("--max-payload", maxPayload, " bytes", settings::maxPayload);
    var engine = new EngineServer(settings.build(), Echo::new);
    var transport = TransportSettings.onPort(OptionValues.requirePort("--port", port));
    HttpServer server =
        HttpServer.start(engine, transport.withHost(host)).toCompletableFuture().get();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
    Terminal.OUT.println("READY " + server.address().getPort());
    Terminal.awaitEnd(untilInputEnds);
    return 0;
  }

  private static void close(HttpServer server) {
    var closed =
        server
            .close()
            .toCompletableFuture()
            .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS);
    closed.join();
  }
}
