package io.sidecast.examples;

import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.Tls;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.Socket;
import io.sidecast.socket.TypeRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The code of the page "Plain Java" of the documentation, and the cluster of its first page. */
final class PlainJava {

  private static final Logger log = LoggerFactory.getLogger(PlainJava.class);

  /** The orders of the examples by their numbers. */
  private final ConcurrentHashMap<Long, Order> orders = new ConcurrentHashMap<>();

  record Order(long id, String item, int count) {}

  record Position(double x, double y) {}

  record Login(String user, String token) {}

  /** Users and their tokens. */
  interface Tokens {
    boolean isValid(Login login);

    CompletionStage<Optional<String>> roleOf(Login login);
  }

  static SocketIoServer build() {
    var io =
        SocketIoServer.builder()
            .port(3000)
            .cors(CorsSettings.origins("https://shop.example"))
            .pingInterval(Duration.ofSeconds(20))
            .onError((socket, occasion, error) -> log.warn("{} of {}", occasion, socket, error))
            .build();
    io.onConnection(socket -> log.info("{} has connected", socket.id()));
    io.start();
    return io;
  }

  static SocketIoServerBuilder cluster(int port) {
    return SocketIoServer.builder().port(port).broker("redis://127.0.0.1:6379");
  }

  void handlers(SocketIoServer io) {
    io.onConnection(
        socket -> {
          socket.on("order", Order.class, order -> orders.put(order.id(), order));
          socket.on("orders", new TypeRef<List<Order>>() {}, list -> list.forEach(this::store));
          socket.on("photo", byte[].class, photo -> log.info("{} bytes", photo.length));
          socket.on("move", args -> log.info("{} to {}", args.json(0), args.json(1)));
          socket.on("clear", () -> orders.clear());
          socket.onDisconnect(reason -> log.info("{} has left: {}", socket.id(), reason));
        });
  }

  void handlersOfAllSockets(SocketIoServer io) {
    io.on("order", Order.class, (socket, order) -> socket.emit("stored", order.id()));
  }

  static void rooms(SocketIoServer io) {
    io.on(
        "watch",
        String.class,
        (socket, item, ack) -> socket.join("item:" + item).thenRun(() -> ack.send("watching")));
    io.on("unwatch", String.class, (socket, item) -> socket.leave("item:" + item));
    io.answer(
        "follow",
        String.class,
        (socket, item) ->
            socket
                .join("item:" + item)
                .handle((joined, failure) -> failure == null ? "on all nodes" : "on this node"));
  }

  static void emit(SocketIoServer io, Socket socket, Order order) {
    socket.emit("stored", order.id());
    socket.broadcast().emit("ordered", order);
    socket.to("item:" + order.item()).emit("ordered", order);
    io.to("item:" + order.item(), "admins").except("muted").emit("ordered", order);
    io.emit("orders changed");
  }

  void acknowledgements(SocketIoServer io) {
    io.answer("order", Order.class, (socket, order) -> store(order));
    io.answer("find", Long.class, (socket, id) -> find(id));
  }

  static void request(SocketIoServer io, Socket socket) {
    socket
        .timeout(Duration.ofSeconds(5))
        .emitWithAck("confirm", "Delete all orders?")
        .thenAccept(
            answer -> log.info("the client has acknowledged: {}", answer.get(0, Boolean.class)));
    io.to("admins")
        .emitWithAck("present?")
        .thenAccept(responses -> log.info("{} are present", responses.answers().size()));
  }

  static void middleware(SocketIoServer io, Tokens tokens) {
    io.use(
        socket -> {
          Login login = socket.handshake().auth(Login.class);
          if (login.token() == null || !tokens.isValid(login)) {
            throw new ConnectRefusedException("not authorized");
          }
          socket.data().put("user", login.user());
        });
  }

  static void asyncMiddleware(SocketIoServer io, Tokens tokens) {
    io.useAsync(
        socket ->
            tokens
                .roleOf(socket.handshake().auth(Login.class))
                .thenAccept(role -> role.ifPresent(name -> socket.join("role:" + name))));
  }

  static void eventMiddleware(SocketIoServer io) {
    io.onConnection(
        socket ->
            socket.use(
                (event, args) -> {
                  if (event.startsWith("admin ") && !socket.rooms().contains("role:admin")) {
                    throw new SecurityException(event + " of " + socket.id());
                  }
                }));
  }

  static void namespaces(SocketIoServer io) {
    Namespace admin = io.of("/admin");
    admin.use(socket -> log.info("{} connects to {}", socket.id(), admin.name()));
    admin.on("close", String.class, (socket, room) -> admin.closeRoom(room));
    io.of(Pattern.compile("/shop-\\d+"))
        .onConnection(socket -> socket.emit("shop", socket.namespace().name()));
  }

  static SocketIoServer tls() {
    return SocketIoServer.builder()
        .port(443)
        .tls(Tls.pem(Path.of("certificate.pem"), Path.of("key.pem")))
        .build();
  }

  static void shutdown(SocketIoServer io) {
    Runtime.getRuntime().addShutdownHook(new Thread(io::close));
  }

  static SocketIoServer onEventLoops() {
    var io = SocketIoServer.builder().handlers(HandlerMode.EVENT_LOOP, "move").build();
    io.on("move", Position.class, (socket, position) -> socket.broadcast().emit("move", position));
    return io;
  }

  private Order store(Order order) {
    orders.put(order.id(), order);
    return order;
  }

  private @Nullable Order find(long id) {
    return orders.get(id);
  }
}
