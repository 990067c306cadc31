package io.sidecast.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.SidecastEmitter;
import io.sidecast.SidecastEmitterBuilder;
import io.sidecast.socket.AckResponses;
import io.sidecast.socket.BroadcastOperator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that emits one event to the clients of running servers, from outside of them. */
@Command(
    name = "emit",
    description = "Emits one event to the clients of running servers.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  bin/emit --broker redis://127.0.0.1:6379 news '\"text\"' 42",
      "  bin/emit --broker redis://127.0.0.1:6379 --room orders --ack 1000 order '{\"id\":7}'"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the broker has accepted the event, and with --ack every client, at least one, has answered",
      "1:the broker could not be reached or did not accept the event",
      "2:the command line is wrong",
      "3:with --ack: an answer is missing, or no client has got the event"
    })
public final class EmitMain implements Callable<Integer> {

  private static final int INCOMPLETE = 3;

  @Option(
      names = "--broker",
      required = true,
      paramLabel = "URI",
      description = "the broker of the servers, for example redis://127.0.0.1:6379")
  private String broker = "";

  @Option(names = "--prefix", paramLabel = "P", description = "the prefix of the servers")
  private @Nullable String prefix;

  @Option(names = "--namespace", paramLabel = "N", description = "default /")
  private String namespace = "/";

  @Option(names = "--room", paramLabel = "R", description = "a room; may be repeated")
  private List<String> rooms = new ArrayList<>();

  @Option(names = "--sid", paramLabel = "ID", description = "a client; may be repeated")
  private List<String> sids = new ArrayList<>();

  @Option(names = "--except", paramLabel = "R", description = "leave this room or client out")
  private List<String> except = new ArrayList<>();

  @Option(
      names = "--ack",
      paramLabel = "MS",
      description = "wait so long for answers, and print each as a line of JSON")
  private @Nullable Long ackMillis;

  @Parameters(index = "0", paramLabel = "EVENT", description = "the name of the event")
  private String event = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "JSON",
      description = "its arguments; a string is quoted: '\"text\"'")
  private List<String> arguments = new ArrayList<>();

  EmitMain() {}

  public static void main(String[] args) {
    Terminal.log();
    System.exit(CommandLines.of(new EmitMain()).execute(args));
  }

  @Override
  public Integer call() {
    var values = new ArrayList<JsonNode>();
    for (String argument : arguments) {
      try {
        values.add(new ObjectMapper().readTree(argument));
      } catch (JsonProcessingException e) {
        Terminal.ERR.println("emit: not JSON: " + argument + " (a string is quoted: '\"text\"')");
        return CommandLine.ExitCode.USAGE;
      }
    }
    try {
      Duration ackTimeout =
          ackMillis == null ? null : OptionValues.requireTime("--ack", 1, ackMillis);
      return emit(values.toArray(), ackTimeout);
    } catch (RuntimeException failure) {
      Terminal.ERR.println("emit: " + Terminal.message(failure));
      return Terminal.exitCode(failure);
    }
  }

  private SidecastEmitter emitter() {
    SidecastEmitterBuilder builder = SidecastEmitter.builder().broker(broker);
    OptionValues.set("--prefix", prefix, builder::brokerPrefix);
    return OptionValues.build(builder::build);
  }

  private BroadcastOperator audience(SidecastEmitter emitter) {
    String[] to = Stream.concat(rooms.stream(), sids.stream()).toArray(String[]::new);
    BroadcastOperator allSockets = emitter.of(namespace).except(except.toArray(String[]::new));
    return to.length == 0 ? allSockets : allSockets.to(to);
  }

  private int emit(Object[] values, @Nullable Duration ackTimeout) throws CompletionException {
    try (SidecastEmitter emitter = emitter()) {
      BroadcastOperator audience = audience(emitter.start());
      if (ackTimeout == null) {
        audience.emit(event, values).toCompletableFuture().join();
        return CommandLine.ExitCode.OK;
      }
      AckResponses responses =
          audience.timeout(ackTimeout).emitWithAck(event, values).toCompletableFuture().join();
      responses.answers().forEach(answer -> Terminal.OUT.println(answer));
      if (responses.isComplete() && !responses.answers().isEmpty()) {
        return CommandLine.ExitCode.OK;
      }
      Terminal.ERR.println("emit: " + missing(responses, emitter.nodes().isEmpty()));
      return INCOMPLETE;
    }
  }

  /** Describes the answers that are missing. */
  private static String missing(AckResponses responses, boolean isAlone) {
    if (!responses.isComplete()) {
      return "%d clients did not answer; no report from nodes %s"
          .formatted(responses.unacknowledged(), responses.missingNodes());
    }
    return isAlone
        ? "no client has got the event, because no server was found: --broker, --prefix and the"
            + " variable SIDECAST_ENVELOPE_KEYS must be those of the servers"
        : "no client has got the event: the servers have none in this audience";
  }
}
