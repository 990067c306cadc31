package io.sidecast.socket;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import java.util.List;

/**
 * Calls the handlers of one socket: first those of its events, in the order of their arrival, then
 * those of its end. Confined to the mailbox of the socket, except {@link #guard} and {@link
 * #failed}, which are thread-safe.
 */
final class EventDispatch {

  private final SocketLifecycle member;
  private final EventListeners listeners;
  private final SocketSettings settings;

  /** Set at the end of the socket and by a malformed event: later events are dropped. */
  private boolean over;

  EventDispatch(SocketLifecycle member, EventListeners listeners, SocketSettings settings) {
    this.member = member;
    this.listeners = listeners;
    this.settings = settings;
  }

  /**
   * Handles an event that arrived while the socket was connected, even if the socket has ended
   * since.
   */
  void received(Packet packet) {
    if (over) {
      member.client().dropped();
      return;
    }
    Event event;
    try {
      event = Event.received(packet, settings);
    } catch (RuntimeException e) {
      over = true;
      member.client().reject(e);
      return;
    }
    var ack = new AckSender(packet.header(), event.name(), member);
    if (passes(event)) {
      callHandlers(listeners.incoming(), event);
      boolean handled = true;
      for (AckEventHandler<Arguments> listener : listeners.of(event.name())) {
        handled &= guard("event " + event.name(), () -> listener.handle(event.arguments(), ack));
      }
      if (!handled) {
        ack.sendDefault();
      }
    } else {
      ack.sendDefault();
    }
  }

  /** Calls the handlers of outgoing events. */
  void sent(EncodedPacket packet) {
    callHandlers(listeners.outgoing(), Event.sent(packet, settings));
  }

  /** Calls the handlers of the end of a socket that was connected. */
  void disconnected(DisconnectReason reason) {
    over = true;
    callHandlers(listeners.disconnecting(), reason);
    callHandlers(listeners.disconnect(), reason);
  }

  boolean hasOutgoingHandlers() {
    return !listeners.outgoing().isEmpty();
  }

  private boolean passes(Event event) {
    for (EventMiddleware middleware : listeners.middlewares()) {
      boolean passed =
          guard(
              "middleware of event " + event.name(),
              () -> middleware.check(event.name(), event.arguments()));
      if (!passed) {
        return false;
      }
    }
    return true;
  }

  private void callHandlers(List<AnyEventHandler> handlers, Event event) {
    for (AnyEventHandler handler : handlers) {
      guard("event " + event.name(), () -> handler.handle(event.name(), event.arguments()));
    }
  }

  private void callHandlers(
      List<EventHandler<DisconnectReason>> handlers, DisconnectReason reason) {
    for (EventHandler<DisconnectReason> handler : handlers) {
      guard("disconnect", () -> handler.handle(reason));
    }
  }

  /** Runs user code and reports its exceptions to the error handler only. */
  boolean guard(String occasion, EventAction action) {
    try {
      action.handle();
      return true;
    } catch (Throwable e) {
      failed(occasion, e);
      return false;
    }
  }

  void failed(String occasion, Throwable error) {
    settings.errors().onError(member.socket(), occasion, error);
  }
}
