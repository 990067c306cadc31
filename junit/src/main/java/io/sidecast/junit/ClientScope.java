package io.sidecast.junit;

import io.sidecast.SocketIoServer;
import io.socket.client.IO;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * The clients of one test, or of the methods around all tests of a class, with the HTTP client that
 * they share. Thread-safe.
 */
final class ClientScope implements AutoCloseable {

  private static final AtomicLong FENCES = new AtomicLong();

  private final Target target;
  private final List<TestClient> clients = new CopyOnWriteArrayList<>();
  private final AtomicInteger turns = new AtomicInteger();
  private final OkHttpClient http;

  ClientScope(Target target) {
    this.target = target;
    // The limits of the default dispatcher also count open WebSockets.
    var dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(Integer.MAX_VALUE);
    dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
    http =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .readTimeout(1, TimeUnit.MINUTES) // A poll lasts for the ping interval.
            .build();
  }

  String url(int server) {
    return target.url(server);
  }

  /** Returns the index of the server of the next client. */
  int turn() {
    return turns.getAndIncrement() % target.size();
  }

  TestClient open(TestClients.Settings settings, IO.Options options) {
    options.callFactory = http;
    options.webSocketFactory = http;
    TestClient client = TestClient.open(this, settings, options);
    clients.add(client);
    return client;
  }

  /**
   * Waits until the handlers of the earlier events of all clients have returned, and the earlier
   * emits of all servers to one client have arrived.
   */
  void fence(TestClient receiver) {
    List<SocketIoServer> servers = target.servers();
    if (servers.isEmpty()) {
      throw new IllegalStateException(
          "expectNothing needs the server object: use SidecastExtension.server, cluster or of,"
              + " or let the application emit a last event and use expectNext");
    }
    List<TestClient> open = clients.stream().filter(TestClient::isConnected).toList();
    open.forEach(target::answerFences);
    open.forEach(client -> client.emitWithAck(TestClient.FENCE));
    for (SocketIoServer server : servers) {
      if (!server.hasNamespace(receiver.namespace())) {
        continue; // It cannot have emitted to the client, and must not get a namespace by the test.
      }
      String number = Long.toString(FENCES.incrementAndGet());
      CompletableFuture<Void> arrival = receiver.fence(number);
      server
          .of(receiver.namespace())
          .to(receiver.id())
          .emit(TestClient.FENCE, number)
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  arrival.completeExceptionally(failure);
                }
              });
      receiver.get(arrival, () -> "a fence of the server did not arrive");
      receiver.forget(number);
    }
  }

  @Override
  public void close() {
    clients.forEach(TestClient::disconnect);
    clients.forEach(client -> client.awaitClosed(TestClient.CLOSE));
    var executor = http.dispatcher().executorService();
    executor.shutdown();
    try {
      if (!executor.awaitTermination(TestClient.CLOSE.toSeconds(), TimeUnit.SECONDS)) {
        http.dispatcher().cancelAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      http.dispatcher().cancelAll();
    }
    http.connectionPool().evictAll();
  }
}
