package io.sidecast.socket;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.packet.EncodedPacket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The observers of the sockets of a node. Without observers each method returns after one check.
 * Thread-safe.
 */
final class SocketObservers {

  private final SocketSettings settings;
  private final List<ObserverQueue> queues = new CopyOnWriteArrayList<>();

  SocketObservers(SocketSettings settings) {
    this.settings = settings;
  }

  Subscription add(SocketObserver observer) {
    var queue = new ObserverQueue(observer, settings.handlers());
    queues.add(queue);
    return () -> {
      queues.remove(queue);
      queue.close();
    };
  }

  /**
   * Reports a socket that is connected.
   *
   * @param joined its rooms, without the room with its id: a live view
   */
  void connected(Socket socket, Set<String> joined) {
    if (!queues.isEmpty()) {
      var rooms = new HashSet<>(joined);
      rooms.add(socket.id());
      Set<String> all = Set.copyOf(rooms);
      post(0, observer -> observer.connected(socket, all));
    }
  }

  void disconnected(Socket socket, DisconnectReason reason) {
    if (!queues.isEmpty()) {
      post(0, observer -> observer.disconnected(socket, reason));
    }
  }

  void joined(Socket socket, String room) {
    if (!queues.isEmpty()) {
      post(0, observer -> observer.joined(socket, room));
    }
  }

  void left(Socket socket, String room) {
    if (!queues.isEmpty()) {
      post(0, observer -> observer.left(socket, room));
    }
  }

  void upgraded(Socket socket) {
    if (!queues.isEmpty()) {
      post(0, observer -> observer.upgraded(socket));
    }
  }

  void received(Socket socket, Event event, int bytes) {
    if (!queues.isEmpty()) {
      post(bytes, observer -> observer.received(socket, ObservedEvent.of(event)));
    }
  }

  void sent(Socket socket, EncodedPacket packet) {
    if (!queues.isEmpty()) {
      int bytes = packet.size();
      post(bytes, observer -> observer.sent(socket, ObservedEvent.of(packet, settings)));
    }
  }

  private void post(int bytes, Consumer<SocketObserver> call) {
    for (ObserverQueue queue : queues) {
      queue.post(bytes, call);
    }
  }
}
