package io.sidecast.conformance.server;

import io.sidecast.SidecastEmitter;
import io.sidecast.SidecastEmitterBuilder;
import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.conformance.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/**
 * Servers in this JVM on one broker, with real clients. Each cluster has a prefix of its own.
 * Confined to the test thread.
 */
final class LocalCluster implements AutoCloseable {

  private final String broker;
  private final String prefix =
      "ops-" + HexFormat.of().toHexDigits(new SplittableRandom().nextLong());
  private final List<SocketIoServer> servers = new ArrayList<>();
  private final List<AutoCloseable> others = new ArrayList<>();

  LocalCluster(String broker) {
    this.broker = broker;
  }

  /** Returns a builder with the settings of this cluster. */
  SocketIoServerBuilder builder() {
    return SocketIoServer.builder()
        .port(0)
        .host("127.0.0.1")
        .broker(broker)
        .brokerPrefix(prefix)
        .nodeTimeout(Duration.ofMinutes(5))
        .ackTimeout(Duration.ofSeconds(30));
  }

  /** Creates a further server, not started. */
  SocketIoServer server(UnaryOperator<SocketIoServerBuilder> options) {
    SocketIoServer server = options.apply(builder()).build();
    server.onConnection(
        socket ->
            socket.on(
                "join",
                String.class,
                (room, ack) ->
                    socket.join(room).whenComplete((done, failure) -> ack.send(failure == null))));
    servers.add(server);
    return server;
  }

  /** Starts a number of servers and waits until each has all others as members. */
  List<SocketIoServer> started(int count) {
    return started(count, UnaryOperator.identity());
  }

  List<SocketIoServer> started(int count, UnaryOperator<SocketIoServerBuilder> options) {
    for (int i = 0; i < count; i++) {
      server(options).start();
    }
    awaitNodes(count);
    return List.copyOf(servers);
  }

  void awaitNodes(int count) {
    Awaitility.await("each server to have all others as members")
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> servers.stream().allMatch(server -> server.nodes().size() == count));
  }

  SidecastEmitter emitter() {
    SidecastEmitterBuilder builder =
        SidecastEmitter.builder()
            .broker(broker)
            .brokerPrefix(prefix)
            .nodeTimeout(Duration.ofMinutes(5))
            .ackTimeout(Duration.ofSeconds(30));
    SidecastEmitter emitter = builder.build();
    others.add(0, emitter);
    return emitter.start();
  }

  TestClient client(SocketIoServer server) {
    return client(server, "websocket");
  }

  TestClient client(SocketIoServer server, String transport) {
    TestClient client = TestClient.connect("http://127.0.0.1:" + server.port(), transport);
    others.add(0, client);
    client.sid();
    return client;
  }

  /** Connects one client to each server. */
  List<TestClient> clientOfEach(List<SocketIoServer> servers) {
    return servers.stream().map(this::client).toList();
  }

  static String idOf(SocketIoServer server) {
    return server.nodes().get(0).id().text();
  }

  static <T> T get(CompletionStage<T> stage) {
    return TestClient.get(stage.toCompletableFuture(), "a stage");
  }

  /** Returns the failure of a stage. */
  static Throwable failure(CompletionStage<?> stage) {
    try {
      throw new AssertionError(
          "not failed: "
              + stage.toCompletableFuture().get(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable other : others) {
      other.close();
    }
    servers.forEach(SocketIoServer::close);
  }
}
