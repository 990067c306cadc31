package io.sidecast.examples.spring;

import io.sidecast.examples.CommandLines;
import io.sidecast.examples.DemoFailure;
import io.sidecast.examples.LocalBroker;
import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.examples.brokers.FreePort;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
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
  private static final PrintStream ERR = System.err;

  @Option(
      names = "--ports",
      split = ",",
      paramLabel = "P",
      description = "default 8081,8082; 0 is a free port")
  private List<Integer> ports = List.of(8081, 8082);

  @Option(names = "--broker", paramLabel = "URI", description = "a running Redis")
  private @Nullable String broker;

  @Option(names = "--once", description = "ends when both processes are ready, as a check")
  private boolean once;

  private final List<ChatProcess> chats = new ArrayList<>();
  private @Nullable LocalBroker redis;
  private volatile boolean closed;

  private SpringDemo() {}

  public static void main(String[] args) {
    System.exit(CommandLines.of(new SpringDemo()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "demo-close"));
    try {
      run();
      return 0;
    } catch (DemoFailure failure) {
      // Ctrl-C reaches the processes as well, so their end is not reported.
      if (!closed) {
        ERR.println("spring-demo: " + failure.getMessage());
      }
      return 1;
    } finally {
      close();
    }
  }

  private void run() throws Exception {
    List<Integer> chosen = choosePorts();
    String uri = broker == null ? startRedis() : broker;
    for (int port : chosen) {
      startChat(port, uri);
    }
    for (ChatProcess chat : chats) {
      if (!chat.isReady()) {
        throw new DemoFailure(chat + " is not ready: " + chat.problem());
      }
      OUT.println("http://127.0.0.1:" + chat.port() + "/ is ready, pid " + chat.process().pid());
    }
    if (once) {
      return;
    }
    OUT.println("Open both pages, join the same room, and write. Ctrl-C ends the processes.");
    CompletableFuture.anyOf(ended(chats.get(0)), ended(chats.get(1))).join();
    for (ChatProcess chat : chats) {
      if (ended(chat).isDone()) {
        throw new DemoFailure(chat + " has ended: " + chat.problem());
      }
    }
  }

  private List<Integer> choosePorts() throws DemoFailure {
    List<Integer> chosen = new ArrayList<>();
    for (int port : ports) {
      if (port < 0 || port > 65_535) {
        throw new DemoFailure("port " + port + " is not between 0 and 65535");
      }
      int real = port == 0 ? FreePort.find() : port;
      if (!FreePort.isFree(real)) {
        throw new DemoFailure(
            "port %d of 127.0.0.1 is taken: choose two free ones with --ports 9001,9002"
                .formatted(real));
      }
      chosen.add(real);
    }
    if (chosen.size() != 2 || new HashSet<>(chosen).size() != 2) {
      throw new DemoFailure("--ports takes two different ports, for example --ports 9001,9002");
    }
    return chosen;
  }

  private static CompletableFuture<Integer> ended(ChatProcess chat) {
    return chat.process().ended();
  }

  /** Starts a Redis. A concurrent close waits and then closes it, too. */
  private synchronized String startRedis() throws DemoFailure {
    requireOpen();
    redis = LocalBroker.start(BrokerKind.REDIS);
    OUT.println("started " + redis);
    return redis.uri().toString();
  }

  /** Starts a process. A concurrent close waits and then closes it, too. */
  private synchronized void startChat(int port, String uri) throws DemoFailure, IOException {
    requireOpen();
    chats.add(ChatProcess.start(port, uri));
  }

  private void requireOpen() throws DemoFailure {
    if (closed) {
      throw new DemoFailure("ended by a signal");
    }
  }

  /** Ends the processes at the same time, and then Redis. A second call does nothing. */
  private void close() {
    closed = true;
    synchronized (this) {
      chats.forEach(ChatProcess::terminate);
      chats.forEach(ChatProcess::close);
      if (redis != null) {
        redis.close();
        redis = null;
      }
    }
  }
}
