package io.sidecast.examples.hub;

import io.sidecast.examples.hub.Frame.Kind;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A message hub. It sends each message of a channel to the subscribers of that channel, in order,
 * and stores no messages. Two threads serve each client. The hub disconnects a client that reads
 * too slowly.
 */
public final class HubServer {

  private static final int MAX_WAITING = 50_000;

  /** The subscribers by channel; guarded by this. */
  private final Map<String, Set<Client>> subscribers = new HashMap<>();

  private HubServer() {}

  /**
   * Runs a hub until the process is killed.
   *
   * @param args the port on 127.0.0.1
   * @throws IOException if the port is in use
   */
  public static void main(String[] args) throws IOException {
    var hub = new HubServer();
    int port = Integer.parseInt(args[0]);
    try (var entrance = new ServerSocket(port, 256, InetAddress.getLoopbackAddress())) {
      System.out.println("READY " + port);
      while (true) {
        hub.new Client(entrance.accept()).start();
      }
    }
  }

  /** Handles one request at a time, so that all subscribers receive messages in the same order. */
  private synchronized void handle(Client from, Frame request) {
    String channel = request.channel();
    switch (request.kind()) {
      case SUBSCRIBE -> subscribers.computeIfAbsent(channel, any -> new HashSet<>()).add(from);
      case UNSUBSCRIBE -> subscribers.computeIfPresent(channel, (any, all) -> without(from, all));
      case PUBLISH -> {
        var message = new Frame(Kind.MESSAGE, channel, request.body());
        subscribers.getOrDefault(channel, Set.of()).forEach(client -> client.send(message));
      }
      default -> {}
    }
    from.send(Frame.of(Kind.DONE, ""));
  }

  private synchronized void forget(Client gone) {
    subscribers.values().removeIf(clients -> without(gone, clients) == null);
  }

  /** Removes a client from a set; returns null, which removes the map's entry, if it is empty. */
  private static @Nullable Set<Client> without(Client gone, Set<Client> clients) {
    clients.remove(gone);
    return clients.isEmpty() ? null : clients;
  }

  private final class Client {

    private final Socket socket;
    private final BlockingQueue<Frame> outgoing = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread writing = new Thread(this::write, "hub-write");

    Client(Socket socket) {
      this.socket = socket;
    }

    void start() {
      writing.start();
      new Thread(this::read, "hub-read").start();
    }

    void send(Frame frame) {
      if (!outgoing.offer(frame)) {
        end();
      }
    }

    private void read() {
      try (var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
        while (true) {
          handle(this, Frame.readFrom(in));
        }
      } catch (IOException gone) {
        forget(this);
        end();
      }
    }

    private void write() {
      try {
        socket.setTcpNoDelay(true);
        Frame.writeAll(outgoing, socket.getOutputStream());
      } catch (IOException | InterruptedException gone) {
        end();
      }
    }

    private void end() {
      writing.interrupt();
      try {
        socket.close();
      } catch (IOException e) {
        // The socket is closed nevertheless.
      }
    }
  }
}
