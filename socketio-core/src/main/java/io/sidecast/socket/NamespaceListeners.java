package io.sidecast.socket;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of a namespace, or of a parent namespace, for the events of all sockets. Each
 * change copies the list of an event. Thread-safe.
 */
final class NamespaceListeners {

  private final @Nullable NamespaceListeners parent;
  private final Map<String, List<Registration>> byEvent = new ConcurrentHashMap<>();

  /** Creates the listeners of a namespace without a parent, or of a parent. */
  NamespaceListeners() {
    this.parent = null;
  }

  /** Creates the listeners of a child namespace, which begin with those of its parent. */
  NamespaceListeners(NamespaceListeners parent) {
    this.parent = parent;
  }

  /** A listener that never acknowledges an event. */
  @FunctionalInterface
  interface WithoutAck extends SocketAckEventHandler<Arguments> {}

  /** One registration of a listener. A listener that is added twice has two. */
  static final class Registration {
    private final SocketAckEventHandler<Arguments> listener;

    private Registration(SocketAckEventHandler<Arguments> listener) {
      this.listener = listener;
    }

    void handle(Socket socket, Arguments arguments, Ack ack) throws Exception {
      listener.handle(socket, arguments, ack);
    }

    /** Returns whether the listener receives an {@link Ack} that it may use. */
    boolean mayAcknowledge() {
      return !(listener instanceof WithoutAck);
    }
  }

  Subscription add(String event, SocketAckEventHandler<Arguments> listener) {
    EventNames.checkNamespaceListener(event);
    var added = new Registration(Objects.requireNonNull(listener, "handler must not be null"));
    byEvent.merge(event, List.of(added), NamespaceListeners::joined);
    return () -> remove(event, added);
  }

  private void remove(String event, Registration removed) {
    byEvent.computeIfPresent(
        event,
        (name, some) -> {
          List<Registration> rest = some.stream().filter(one -> one != removed).toList();
          return rest.isEmpty() ? null : rest;
        });
  }

  void removeAll(String event) {
    byEvent.remove(EventNames.notNull(event));
  }

  /** Returns the listeners of an event, those of the parent first. */
  List<Registration> of(String event) {
    List<Registration> own = byEvent.getOrDefault(event, List.of());
    return parent == null ? own : joined(parent.of(event), own);
  }

  private static List<Registration> joined(List<Registration> first, List<Registration> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.isEmpty() ? second : first;
    }
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
