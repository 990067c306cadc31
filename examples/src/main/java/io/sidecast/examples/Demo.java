package io.sidecast.examples;

import io.sidecast.examples.brokers.BrokerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the demo. Everything that it started ends with it. Confined to one thread, except
 * {@link #close} and the restart of a server.
 */
final class Demo implements AutoCloseable {

  static final String MESSAGE = "拜托了,另一个我";

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(15);

  /** The time after which the chat no longer lists the people of a server that was killed. */
  private static final String SERVED_NODE_TIMEOUT = "3000";

  private final Settings settings;
  private final Steps steps = new Steps();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private boolean closed;

  /**
   * The options of the user.
   *
   * @param broker the URI of the broker, or null to start one
   * @param kind the kind of broker to start
   * @param host the host that the servers listen on
   * @param ports the two ports of the servers
   * @param serve whether the servers keep running, and start again when they end
   */
  record Settings(
      @Nullable String broker, BrokerKind kind, String host, List<Integer> ports, boolean serve) {

    Settings with(BrokerKind other) {
      return new Settings(null, other, host, ports, serve);
    }
  }

  /** Starts a part. */
  private interface Start<T> {
    T run() throws DemoFailure;
  }

  /** A server that is ready. */
  private record Server(String name, ServerProcess process, String host, int port) {

    String url() {
      return "http://" + host + ":" + port;
    }
  }

  Demo(Settings settings) {
    this.settings = settings;
  }

  void run() throws DemoFailure {
    steps.title("Sidecast: two server processes, two clients, one message by sid");
    for (int port : settings.ports()) {
      requireFree(port);
    }
    String broker = broker();
    List<Server> servers = startServers(broker);
    DemoClient a = connect("client A", servers.get(0));
    DemoClient b = connect("client B", servers.get(1));
    sendMessage(a, b);
    if (settings.serve()) {
      serve(servers, broker);
    }
  }

  private String broker() throws DemoFailure {
    String given = settings.broker();
    if (given != null) {
      steps.say("broker", given.replaceFirst("//[^/]*@", "//***@"));
      return given;
    }
    LocalBroker local = start(() -> LocalBroker.start(settings.kind()));
    steps.watch(local.process());
    steps.say("broker", local.toString());
    return local.uri().toString();
  }

  private List<Server> startServers(String broker) throws DemoFailure {
    List<ServerProcess> processes = new ArrayList<>();
    for (int port : settings.ports()) {
      ServerProcess process = startServer("server " + (processes.size() + 1), port, broker);
      steps.watch(process.process());
      processes.add(process);
    }
    List<Server> servers = new ArrayList<>();
    for (ServerProcess process : processes) {
      int port = steps.await(process + " to be ready", process.port(), START);
      servers.add(new Server("server " + (servers.size() + 1), process, settings.host(), port));
    }
    return servers;
  }

  private ServerProcess startServer(String name, int port, String broker) throws DemoFailure {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("--port", Integer.toString(port), "--host", settings.host()));
    arguments.addAll(List.of("--broker", broker));
    if (settings.serve()) {
      arguments.addAll(List.of("--node-timeout", SERVED_NODE_TIMEOUT));
    }
    return start(() -> ServerProcess.start(name, arguments, line -> log(name, line)));
  }

  private DemoClient connect(String client, Server server) throws DemoFailure {
    DemoClient connected = start(() -> DemoClient.connect(server.url()));
    String sid = steps.await(client + " to connect to " + server.url(), connected.sid(), START);
    Object report =
        steps.await(server.name() + " to report", connected.call("stats", Map.of()), ANSWER);
    String node = report instanceof JSONObject json ? json.optString("node") : "?";
    steps.say(
        server.name(),
        "pid " + server.process().process().pid() + ", " + server.url() + ", node " + node);
    steps.say(client, "on " + server.name() + ", sid " + sid);
    return connected;
  }

  private void sendMessage(DemoClient a, DemoClient b) throws DemoFailure {
    String sid = a.sid().join();
    steps.say("B sends", "my_event {\"message\":\"" + MESSAGE + "\",\"sid\":\"" + sid + "\"}");
    long start = System.nanoTime();
    CompletableFuture<Object> accepted = b.call("my_event", Map.of("message", MESSAGE, "sid", sid));
    Object answer = steps.await("server 2 to accept the message", accepted, ANSWER);
    if (answer instanceof JSONObject error) {
      throw new DemoFailure("server 2 could not emit the message: " + error.optString("error"));
    }
    String text = steps.await("A to receive the message", a.message(), ANSWER);
    long millis = (System.nanoTime() - start) / 1_000_000;
    steps.say("A receives", text + "   (after " + millis + " ms)");
    if (!text.equals(MESSAGE)) {
      throw new DemoFailure("A received another text than B sent: " + text);
    }
    steps.title("OK: A received exactly what B sent, from another process, by its sid.");
  }

  private void serve(List<Server> servers, String broker) throws DemoFailure {
    steps.title("Chat: open both pages, or one on a phone (--host 0.0.0.0). Ctrl-C ends it.");
    for (Server server : servers) {
      keep(server, broker);
      long pid = server.process().process().pid();
      steps.say(server.name(), server.url() + "/   (kill -9 " + pid + " to see it heal)");
    }
    steps.awaitTrouble();
  }

  /**
   * Starts a server again when it ends, on its port. One that does not become ready is a failure.
   */
  private void keep(Server server, String broker) {
    ChildProcess process = server.process().process();
    steps.release(process);
    process.ended().thenAccept(code -> restart(server, code, broker)).exceptionally(this::failed);
  }

  private void restart(Server ended, int code, String broker) {
    if (steps.isEnding()) {
      return;
    }
    steps.say(ended.name(), "ended with code " + code + "; it starts again ...");
    ended.process().close();
    try {
      ServerProcess process = startServer(ended.name(), ended.port(), broker);
      steps.watch(process.process());
      process
          .port()
          .orTimeout(START.toSeconds(), TimeUnit.SECONDS)
          .thenAccept(
              port -> {
                var server = new Server(ended.name(), process, ended.host(), port);
                steps.say(server.name(), "is ready again, pid " + process.process().pid());
                keep(server, broker);
              })
          .exceptionally(this::failed);
    } catch (DemoFailure ending) {
      // The demo was closed in the meantime.
    }
  }

  private @Nullable Void failed(Throwable reason) {
    steps.fail(reason);
    return null;
  }

  private void log(String server, String line) {
    if (settings.serve() && !steps.isEnding()) {
      Terminal.ERR.println("[" + server + "] " + line);
    }
  }

  private void requireFree(int port) throws DemoFailure {
    try {
      new ServerSocket(port, 1, InetAddress.getByName(settings.host())).close();
    } catch (IOException | IllegalArgumentException e) {
      throw new DemoFailure(
          "port %d of %s cannot be used: %s. Choose two free ones: bin/demo --ports 5100,5101"
              .formatted(port, settings.host(), e.getMessage()));
    }
  }

  /** Starts a part. A concurrent close waits and then closes this part, too. */
  private synchronized <T extends AutoCloseable> T start(Start<T> part) throws DemoFailure {
    if (closed) {
      throw new DemoFailure("ended by a signal");
    }
    T running = part.run();
    started.push(running);
    return running;
  }

  /** Ends everything that was started, in reverse order. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    steps.end();
    while (!started.isEmpty()) {
      AutoCloseable part = started.pop();
      try {
        part.close();
      } catch (Exception e) {
        Terminal.ERR.println("could not end " + part + ": " + e);
      }
    }
  }
}
