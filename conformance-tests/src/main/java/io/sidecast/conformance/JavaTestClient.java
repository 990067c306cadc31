package io.sidecast.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** The official Java client. */
final class JavaTestClient extends TestClient {

  /** The HTTP client that all Java clients share, for any number of clients. */
  private static final OkHttpClient HTTP = httpClient();

  /** The request to which a client responds with more bytes than a message of a broker may have. */
  static final String LARGE = "large";

  private final Socket socket;

  JavaTestClient(String url, String... transports) {
    IO.Options options =
        IO.Options.builder()
            .setForceNew(true)
            .setReconnection(false)
            .setTransports(transports)
            .build();
    options.callFactory = HTTP;
    options.webSocketFactory = HTTP;
    socket = IO.socket(URI.create(url), options);
    socket.on(Socket.EVENT_CONNECT, args -> connected(socket.id()));
    socket.on(Socket.EVENT_CONNECT_ERROR, args -> failed(Arrays.toString(args)));
    socket.onAnyIncoming(this::receive);
    socket.connect();
  }

  @Override
  CompletableFuture<JsonNode> start(String event, ArrayNode args) {
    var answer = new CompletableFuture<JsonNode>();
    var values = new Object[args.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Values.toClient(args.get(i));
    }
    socket.emit(event, values, (Ack) got -> answer.complete(tree(got, got.length)));
    return answer;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void receive(Object... eventAndArgs) {
    String event = (String) eventAndArgs[0];
    Object[] args = Arrays.copyOfRange(eventAndArgs, 1, eventAndArgs.length);
    if (!event.equals("ask")) {
      received(event, tree(args, args.length));
      return;
    }
    received(event, tree(args, 1));
    if (LARGE.equals(args[0])) {
      var part = new byte[900_000];
      ((Ack) args[1]).call(LARGE, part, part, part, part, part, part);
    } else if (!"silence".equals(args[0])) {
      ((Ack) args[1]).call(args[0], socket.id(), new byte[] {0, (byte) 128, (byte) 255});
    }
  }

  /**
   * Creates an HTTP client without a limit of requests. The default one is shared by the whole
   * process and runs 64 requests at a time, and each open WebSocket counts as one: clients beyond
   * that number would wait.
   */
  private static OkHttpClient httpClient() {
    var dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(Integer.MAX_VALUE);
    dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .readTimeout(1, TimeUnit.MINUTES)
        .build();
  }

  private static ArrayNode tree(Object[] values, int count) {
    ArrayNode tree = Values.of();
    Arrays.stream(values).limit(count).forEach(value -> tree.add(Values.fromClient(value)));
    return tree;
  }
}
