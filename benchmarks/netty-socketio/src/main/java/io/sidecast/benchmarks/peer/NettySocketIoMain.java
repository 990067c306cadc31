package io.sidecast.benchmarks.peer;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.store.RedissonStoreFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.redisson.Redisson;
import org.redisson.config.Config;

/**
 * A netty-socketio server with the events that the load generator uses. Prints {@code READY
 * <port>}.
 */
public final class NettySocketIoMain {

  private NettySocketIoMain() {}

  /**
   * Serves until standard input ends.
   *
   * @param args the number of event loops and, for a cluster, the URI of a Redis
   * @throws IOException if standard input cannot be read
   */
  public static void main(String[] args) throws IOException {
    Configuration configuration = configuration();
    configuration.setWorkerThreads(Integer.parseInt(args[0]));
    if (args.length > 1) {
      var redis = new Config();
      redis.useSingleServer().setAddress(args[1]);
      configuration.setStoreFactory(new RedissonStoreFactory(Redisson.create(redis)));
    }
    var server = new SocketIOServer(configuration);
    register(server);
    server.start();
    System.out.println("READY " + configuration.getPort());
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }

  private static Configuration configuration() throws IOException {
    var configuration = new Configuration();
    configuration.setHostname("127.0.0.1");
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      configuration.setPort(free.getLocalPort());
    }
    configuration.setHttpCompression(false);
    configuration.setWebsocketCompression(false);
    var sockets = new SocketConfig();
    sockets.setTcpNoDelay(true);
    sockets.setAcceptBackLog(1024);
    configuration.setSocketConfig(sockets);
    return configuration;
  }

  /**
   * Registers the events. netty-socketio cannot emit to a client of another node, so each client
   * joins a room named after its id.
   */
  private static void register(SocketIOServer server) {
    server.addConnectListener(client -> client.joinRoom(client.getSessionId().toString()));
    server.addEventListener(
        "join",
        String.class,
        (client, room, ack) -> {
          client.joinRoom(room);
          acknowledge(ack, true);
        });
    server.addEventListener("echo", String.class, (client, data, ack) -> acknowledge(ack, data));
    server.addEventListener(
        "to_room", Map.class, (client, call, ack) -> emit(server, call, "room"));
    server.addEventListener(
        "emit_sid", Map.class, (client, call, ack) -> emit(server, call, "sid"));
  }

  private static void acknowledge(AckRequest ack, Object value) {
    if (ack.isAckRequested()) {
      ack.sendAckData(value);
    }
  }

  private static void emit(SocketIOServer server, Map<?, ?> call, String room) {
    server.getRoomOperations(String.valueOf(call.get(room))).sendEvent("msg", call.get("data"));
  }
}
