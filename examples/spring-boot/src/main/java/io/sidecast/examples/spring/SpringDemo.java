package io.sidecast.examples.spring;

import io.sidecast.examples.ChildProcess;
import io.sidecast.examples.CommandLines;
import io.sidecast.examples.DemoFailure;
import io.sidecast.examples.LocalBroker;
import io.sidecast.examples.brokers.BrokerKind;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that runs the chat in two processes over a Redis. */
@Command(
    name = "spring-demo",
    description = "Runs a chat on Spring Boot in two processes over a Redis, until Ctrl-C.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  bin/spring-demo", "  bin/spring-demo --ports 9001,9002"})
final class SpringDemo implements Callable<Integer> {

  private static final PrintStream OUT = System.out;

  @Option(names = "--ports", split = ",", paramLabel = "P", description = "default 8081,8082")
  private List<Integer> ports = List.of(8081, 8082);

  @Option(names = "--broker", paramLabel = "URI", description = "a running broker of any kind")
  private @Nullable String broker;

  @Option(names = "--once", description = "ends when both processes are ready, as a check")
  private boolean once;

  /** The parts that end with this program, the newest first. */
  private final ArrayDeque<AutoCloseable> running = new ArrayDeque<>();

  private SpringDemo() {}

  public static void main(String[] args) {
    System.exit(CommandLines.of(new SpringDemo()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (ports.size() != 2) {
      System.err.println("spring-demo: --ports takes two ports, for example --ports 9001,9002");
      return 2;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "demo-close"));
    try {
      return run(broker == null ? startRedis() : broker);
    } catch (DemoFailure failure) {
      System.err.println("spring-demo: " + failure.getMessage());
      return 1;
    } finally {
      close();
    }
  }

  private String startRedis() throws DemoFailure {
    LocalBroker redis = LocalBroker.start(BrokerKind.REDIS);
    keep(redis);
    OUT.println("started " + redis);
    return redis.uri().toString();
  }

  private int run(String uri) throws Exception {
    List<ChatProcess> chats = new ArrayList<>();
    for (int port : ports) {
      ChatProcess chat = ChatProcess.start(port, uri);
      keep(chat);
      chats.add(chat);
    }
    for (ChatProcess chat : chats) {
      ChildProcess process = chat.process();
      if (!chat.isReady()) {
        System.err.println("spring-demo: " + chat + " is not ready:\n" + process.tail());
        return 1;
      }
      OUT.println("http://127.0.0.1:" + chat.port() + "/ is ready, pid " + process.pid());
    }
    if (once) {
      return 0;
    }
    OUT.println("Open both pages, join the same room, and write. Ctrl-C ends the processes.");
    CompletableFuture.anyOf(ended(chats.get(0)), ended(chats.get(1))).join();
    System.err.println("spring-demo: a process has ended");
    return 1;
  }

  private static CompletableFuture<Integer> ended(ChatProcess chat) {
    return chat.process().ended();
  }

  private synchronized void keep(AutoCloseable part) {
    running.addFirst(part);
  }

  /** Ends the processes, and then Redis. A second call does nothing. */
  private synchronized void close() {
    for (AutoCloseable part = running.poll(); part != null; part = running.poll()) {
      try {
        part.close();
      } catch (Exception failure) {
        System.err.println("spring-demo: " + failure);
      }
    }
  }
}
