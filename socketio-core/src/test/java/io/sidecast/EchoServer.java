package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A server without a broker that acknowledges {@code echo} with its arguments. It keeps its
 * connected sockets and the errors of its handlers. Thread-safe.
 */
final class EchoServer implements AutoCloseable {

  final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
  private final BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();
  final SocketIoServer server;

  EchoServer() {
    this(HandlerMode.BLOCKING);
  }

  EchoServer(HandlerMode mode) {
    this(options -> options.handlers(mode));
  }

  EchoServer(UnaryOperator<SocketIoServerBuilder> options) {
    var builder =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker("none")
            .onError((socket, occasion, error) -> errors.add(occasion + ": " + error.getMessage()));
    server = options.apply(builder).build();
  }

  EchoServer start() {
    server.onConnection(
        socket -> {
          socket.on("echo", (args, ack) -> ack.send(args.all().toArray()));
          connected.add(socket);
        });
    server.start();
    return this;
  }

  /** The next socket in the order of the connections. */
  Socket socket() throws InterruptedException {
    Socket socket = connected.poll(20, TimeUnit.SECONDS);
    assertThat(socket).as("a connected socket within 20 s").isNotNull();
    return socket;
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    server.close();
  }
}
