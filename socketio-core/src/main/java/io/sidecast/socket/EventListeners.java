package io.sidecast.socket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The listeners of one socket by event, and those of all events. Any thread; changes copy. */
final class EventListeners {

  private volatile Map<String, List<AckEventHandler<Arguments>>> byEvent = Map.of();
  private volatile List<AnyEventHandler> incoming = List.of();
  private volatile List<AnyEventHandler> outgoing = List.of();
  private volatile List<EventMiddleware> middlewares = List.of();

  Subscription add(String event, AckEventHandler<Arguments> listener) {
    change(event, listeners -> with(listeners, listener, false));
    return () -> change(event, listeners -> without(listeners, listener));
  }

  /** The listener is gone before it is called: what it emits cannot call it again. */
  Subscription addOnce(String event, AckEventHandler<Arguments> listener) {
    return new Once(event, listener).subscription;
  }

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
    return byEvent.getOrDefault(event, List.of());
  }

  void removeAll(String event) {
    change(event, listeners -> List.of());
  }

  synchronized void removeAll() {
    byEvent = Map.of();
  }

  private synchronized void change(
      String event, UnaryOperator<List<AckEventHandler<Arguments>>> change) {
    var copy = new HashMap<>(byEvent);
    List<AckEventHandler<Arguments>> changed = change.apply(of(event));
    if (changed.isEmpty()) {
      copy.remove(event);
    } else {
      copy.put(event, changed);
    }
    byEvent = Map.copyOf(copy);
  }

  List<AnyEventHandler> incoming() {
    return incoming;
  }

  synchronized Subscription addIncoming(AnyEventHandler listener, boolean first) {
    incoming = with(incoming, listener, first);
    return () -> removeIncoming(listener);
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

  synchronized Subscription addOutgoing(AnyEventHandler listener, boolean first) {
    outgoing = with(outgoing, listener, first);
    return () -> removeOutgoing(listener);
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
