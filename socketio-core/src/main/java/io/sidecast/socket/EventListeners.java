package io.sidecast.socket;

import io.sidecast.connection.DisconnectReason;
import java.util.ArrayList;
import java.util.List;

/**
 * The listeners of one socket, or of the server-side events of a namespace. Each change copies a
 * list. Thread-safe.
 */
final class EventListeners {

  private volatile ListenerTable listening = ListenerTable.NONE;
  private volatile List<AnyEventHandler> incoming = List.of();
  private volatile List<AnyEventHandler> outgoing = List.of();
  private volatile List<EventMiddleware> middlewares = List.of();
  private volatile List<EventHandler<DisconnectReason>> disconnecting = List.of();
  private volatile List<EventHandler<DisconnectReason>> disconnect = List.of();

  /**
   * Returns a listener of its own for one registration. A user may register the same handler twice,
   * and each handle removes only its own registration.
   */
  static AckEventHandler<Arguments> registration(AckEventHandler<Arguments> handler) {
    return (args, ack) -> handler.handle(args, ack);
  }

  /** Adds a listener that is registered only once. */
  synchronized Subscription add(String event, AckEventHandler<Arguments> listener) {
    listening = listening.with(event, listener);
    return () -> remove(listener);
  }

  private synchronized void remove(AckEventHandler<Arguments> listener) {
    listening = listening.without(listener);
  }

  /**
   * Adds a listener for one event. It is removed before it is called, so that an event that it
   * emits cannot call it again.
   */
  Subscription addOnce(String event, AckEventHandler<Arguments> listener) {
    return new Once(event, listener).subscription;
  }

  /** Returns whether a listener receives an {@link Ack} that it may use. */
  static boolean mayAcknowledge(AckEventHandler<Arguments> listener) {
    return listener instanceof Once once
        ? mayAcknowledge(once.listener)
        : !(listener instanceof WithoutAck);
  }

  /** A listener that never acknowledges an event. */
  @FunctionalInterface
  interface WithoutAck extends AckEventHandler<Arguments> {}

  private final class Once implements AckEventHandler<Arguments> {
    private final AckEventHandler<Arguments> listener;
    private final Subscription subscription;

    Once(String event, AckEventHandler<Arguments> listener) {
      this.listener = listener;
      this.subscription = add(event, this);
    }

    @Override
    public void handle(Arguments arguments, Ack ack) throws Exception {
      subscription.cancel();
      listener.handle(arguments, ack);
    }
  }

  List<AckEventHandler<Arguments>> of(String event) {
    return listening.of(event);
  }

  synchronized void removeAll(String event) {
    listening = listening.without(event);
  }

  synchronized void removeAll() {
    listening = ListenerTable.NONE;
  }

  List<AnyEventHandler> incoming() {
    return incoming;
  }

  synchronized Subscription addIncoming(AnyEventHandler handler, boolean first) {
    AnyEventHandler added = (event, args) -> handler.handle(event, args);
    incoming = with(incoming, added, first);
    return () -> removeIncoming(added);
  }

  private synchronized void removeIncoming(AnyEventHandler listener) {
    incoming = without(incoming, listener);
  }

  synchronized void removeAllIncoming() {
    incoming = List.of();
  }

  List<AnyEventHandler> outgoing() {
    return outgoing;
  }

  synchronized Subscription addOutgoing(AnyEventHandler handler, boolean first) {
    AnyEventHandler added = (event, args) -> handler.handle(event, args);
    outgoing = with(outgoing, added, first);
    return () -> removeOutgoing(added);
  }

  private synchronized void removeOutgoing(AnyEventHandler listener) {
    outgoing = without(outgoing, listener);
  }

  synchronized void removeAllOutgoing() {
    outgoing = List.of();
  }

  List<EventMiddleware> middlewares() {
    return middlewares;
  }

  synchronized void addMiddleware(EventMiddleware middleware) {
    middlewares = with(middlewares, middleware, false);
  }

  List<EventHandler<DisconnectReason>> disconnecting() {
    return disconnecting;
  }

  synchronized void addDisconnecting(EventHandler<DisconnectReason> handler) {
    disconnecting = with(disconnecting, handler, false);
  }

  List<EventHandler<DisconnectReason>> disconnect() {
    return disconnect;
  }

  synchronized void addDisconnect(EventHandler<DisconnectReason> handler) {
    disconnect = with(disconnect, handler, false);
  }

  private static <T> List<T> with(List<T> some, T one, boolean first) {
    var copy = new ArrayList<>(some);
    copy.add(first ? 0 : copy.size(), one);
    return List.copyOf(copy);
  }

  private static <T> List<T> without(List<T> some, T one) {
    var copy = new ArrayList<>(some);
    copy.remove(one);
    return List.copyOf(copy);
  }
}
