package io.sidecast.junit;

import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.socket.Ack;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The servers of an extension: those that it starts and closes, one that exists, or a URL.
 * Thread-safe.
 */
final class ServerGroup implements Target, AutoCloseable {

  /** The maximum time until each server of a cluster has found all others. */
  private static final Duration MEMBERS = Duration.ofSeconds(30);

  /**
   * The settings of the group.
   *
   * @param count the number of servers to start; 0 for a server that exists
   * @param application adds handlers to each new server
   * @param options changes the settings of each new server
   * @param broker supplies the broker URI; null for memory
   * @param existing supplies a server that exists
   * @param url supplies the URL of a server that exists
   */
  record Settings(
      int count,
      Consumer<SocketIoServer> application,
      UnaryOperator<SocketIoServerBuilder> options,
      @Nullable Supplier<String> broker,
      @Nullable Supplier<SocketIoServer> existing,
      @Nullable Supplier<String> url) {

    static Settings started(int count, Consumer<SocketIoServer> application) {
      return new Settings(count, application, UnaryOperator.identity(), null, null, null);
    }

    static Settings existing(Supplier<SocketIoServer> server) {
      return new Settings(0, none -> {}, UnaryOperator.identity(), null, server, null);
    }

    static Settings elsewhere(Supplier<String> url) {
      return new Settings(0, none -> {}, UnaryOperator.identity(), null, null, url);
    }

    Settings broker(Supplier<String> uri) {
      requireStarted("broker");
      return new Settings(count, application, options, uri, existing, url);
    }

    Settings options(UnaryOperator<SocketIoServerBuilder> change) {
      requireStarted("settings");
      UnaryOperator<SocketIoServerBuilder> both = builder -> change.apply(options.apply(builder));
      return new Settings(count, application, both, broker, existing, url);
    }

    Settings url(Supplier<String> address) {
      if (existing == null) {
        throw new IllegalStateException("port is a setting of SidecastExtension.of only");
      }
      return new Settings(count, application, options, broker, existing, address);
    }

    private void requireStarted(String setting) {
      if (count == 0) {
        throw new IllegalStateException(
            setting + " is a setting of SidecastExtension.server and cluster only");
      }
    }
  }

  private final Settings settings;
  private final List<SocketIoServer> started = new ArrayList<>();

  ServerGroup(Settings settings) {
    this.settings = settings;
  }

  static String local(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** Starts the servers, and waits until each has all others as members. */
  synchronized void start() {
    String prefix = "test-" + HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    String broker = broker(prefix);
    var members = new CountDownLatch(settings.count * (settings.count - 1));
    try {
      for (int i = 0; i < settings.count; i++) {
        SocketIoServer server = build(broker, prefix);
        started.add(server);
        server.onNodeJoined(node -> members.countDown());
        settings.application.accept(server);
        server.start();
      }
      if (!members.await(MEMBERS.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "the servers have not found each other within %s over %s"
                .formatted(Inbox.text(MEMBERS), settings.broker == null ? "memory" : "the broker"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while servers start", e);
    }
  }

  private String broker(String prefix) {
    if (settings.broker != null) {
      return settings.broker.get();
    }
    return settings.count > 1 ? MemoryBrokerProvider.SCHEME + "://" + prefix : "none";
  }

  private SocketIoServer build(String broker, String prefix) {
    SocketIoServerBuilder builder =
        settings.options.apply(
            SocketIoServer.builder()
                .host("127.0.0.1")
                .port(0)
                .broker(broker)
                .brokerPrefix(prefix)
                .middleware(ServerGroup::answerFences));
    return MemoryBrokerProvider.selectable(builder::build);
  }

  @Override
  public int size() {
    return Math.max(1, settings.count);
  }

  @Override
  public String url(int server) {
    return settings.url != null ? settings.url.get() : local(server(server).port());
  }

  /** Returns a running server by its index. */
  SocketIoServer server(int index) {
    List<SocketIoServer> servers = servers();
    if (index < 0 || index >= servers.size()) {
      throw new IllegalStateException(
          "no server %d: %d servers run in this test".formatted(index, servers.size()));
    }
    return servers.get(index);
  }

  @Override
  public synchronized List<SocketIoServer> servers() {
    return settings.existing != null ? List.of(settings.existing.get()) : List.copyOf(started);
  }

  /** The sockets of a started server acknowledge fences from their connect on. */
  @Override
  public void answerFences(TestClient client) {
    if (settings.existing != null && client.mayAnswerFences()) {
      settings.existing.get().of(client.namespace()).sockets().stream()
          .filter(socket -> socket.id().equals(client.id()))
          .forEach(ServerGroup::answerFences);
    }
  }

  private static void answerFences(Socket socket) {
    socket.on(TestClient.FENCE, (Arguments args, Ack ack) -> ack.send());
  }

  /** Closes the servers that this group has started. It can start again. */
  @Override
  public synchronized void close() {
    started.forEach(SocketIoServer::closeAsync);
    started.forEach(SocketIoServer::close);
    started.clear();
  }
}
