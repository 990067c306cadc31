package io.sidecast.socket;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.limit.Limit;
import io.sidecast.log.RateLimitedLog;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Calls the handlers of one socket, and those of its namespace: first those of its events, in the
 * order of their arrival, then those of its end. Confined to the mailbox of the socket, except for
 * methods that are documented as thread-safe.
 */
final class EventDispatch {

  private static final RateLimitedLog skipped =
      new RateLimitedLog(LoggerFactory.getLogger(EventDispatch.class), Duration.ofSeconds(1));

  private static final AtomicIntegerFieldUpdater<EventDispatch> OWED =
      AtomicIntegerFieldUpdater.newUpdater(EventDispatch.class, "owed");

  private final SocketLifecycle member;
  private final EventListeners listeners;
  private final SocketSettings settings;

  /** Null before the first outgoing event with a handler, because most sockets have none. */
  private @Nullable WaitingBytes outgoing;

  /** The acknowledgements that handlers have received and not sent. */
  private volatile int owed;

  /** Set at the end of the socket and by a malformed event: later events are dropped. */
  private volatile boolean over;

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
    member.namespace().observers().received(member.socket(), event, packet.payload().size());
    var ack = new AckSender(packet.header(), event.name(), member);
    EventObserver observer = settings.observer();
    if (observer == null) {
      handle(event, ack);
    } else {
      observe(observer, event, ack);
    }
  }

  private void observe(EventObserver observer, Event event, AckSender ack) {
    var handling = new AtomicReference<EventObserver.Handling>();
    String occasion = "observer of event " + event.name();
    guard(occasion, () -> handling.set(observer.begin(member.socket(), event.name())));
    Throwable failure = null;
    try {
      failure = handle(event, ack);
    } catch (Throwable e) {
      failure = e;
      throw e;
    } finally {
      end(occasion, handling.get(), failure);
    }
  }

  private void end(
      String occasion, EventObserver.@Nullable Handling handling, @Nullable Throwable failure) {
    if (handling != null) {
      guard(occasion, () -> handling.end(failure));
    }
  }

  /** Calls the middlewares and handlers of an event, and returns their first exception. */
  private @Nullable Throwable handle(Event event, AckSender ack) {
    Throwable refusal = check(event);
    if (refusal != null) {
      ack.sendDefault();
      return refusal;
    }
    Throwable failure = callHandlers(listeners.incoming(), event);
    Throwable ofListeners = callListeners(event, ack);
    return failure == null ? ofListeners : failure;
  }

  /** Calls the listeners of the namespace, then those of the socket. */
  private @Nullable Throwable callListeners(Event event, AckSender ack) {
    String name = event.name();
    List<NamespaceListeners.Registration> shared = member.namespace().listeners().of(name);
    List<AckEventHandler<Arguments>> own = listeners.of(name);
    Throwable failure = null;
    boolean mayAcknowledge = false;
    for (NamespaceListeners.Registration listener : shared) {
      Throwable thrown =
          run("event " + name, () -> listener.handle(member.socket(), event.arguments(), ack));
      failure = failure == null ? thrown : failure;
      mayAcknowledge |= listener.mayAcknowledge();
    }
    for (AckEventHandler<Arguments> listener : own) {
      Throwable thrown = run("event " + name, () -> listener.handle(event.arguments(), ack));
      failure = failure == null ? thrown : failure;
      mayAcknowledge |= EventListeners.mayAcknowledge(listener);
    }
    if (failure != null) {
      ack.sendDefault();
    } else if (mayAcknowledge) {
      ack.owe();
    }
    return failure;
  }

  /** Counts an acknowledgement that a handler owes the client. */
  void owed() {
    if (settings.limits().isExceeded(Limit.OWED_ACKS, OWED.incrementAndGet(this))) {
      member.client().cut(Limit.OWED_ACKS);
    }
  }

  /** Counts an owed acknowledgement that is sent, or can no longer be sent. Thread-safe. */
  void settled() {
    OWED.decrementAndGet(this);
  }

  /** Returns the number of acknowledgements that handlers owe the client. Thread-safe. */
  int owedAcks() {
    return owed;
  }

  /** Calls the handlers of outgoing events. */
  void sent(EncodedPacket packet) {
    outgoing().remove(packet.size());
    callHandlers(listeners.outgoing(), Event.sent(packet, settings));
  }

  /**
   * Ends the dispatch if the end of the socket has no handlers, and returns whether it has none.
   * Thread-safe.
   */
  boolean endWithoutHandlers() {
    boolean none = listeners.disconnecting().isEmpty() && listeners.disconnect().isEmpty();
    if (none) {
      over = true;
    }
    return none;
  }

  /** Calls the handlers of the end of a socket that was connected. */
  void disconnected(DisconnectReason reason) {
    over = true;
    callHandlers(listeners.disconnecting(), reason);
    callHandlers(listeners.disconnect(), reason);
  }

  /**
   * Returns whether the handlers of outgoing events must be called for a packet. They are not
   * called while too many bytes of earlier packets wait for them. Thread-safe.
   */
  boolean waitsForOutgoingHandlers(EncodedPacket packet) {
    if (listeners.outgoing().isEmpty()) {
      return false;
    }
    boolean fits = outgoing().add(packet.size());
    if (!fits) {
      skipped.warn(() -> "handlers of outgoing events are too slow, and miss events");
    }
    return fits;
  }

  private synchronized WaitingBytes outgoing() {
    if (outgoing == null) {
      outgoing = new WaitingBytes(settings.limits(), Limit.WAITING_OUTGOING_BYTES);
    }
    return outgoing;
  }

  /** Calls the middlewares of an event, and returns the exception of the one that refuses it. */
  private @Nullable Throwable check(Event event) {
    for (EventMiddleware middleware : listeners.middlewares()) {
      Throwable refusal =
          run(
              "middleware of event " + event.name(),
              () -> middleware.check(event.name(), event.arguments()));
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private @Nullable Throwable callHandlers(List<AnyEventHandler> handlers, Event event) {
    Throwable failure = null;
    for (AnyEventHandler handler : handlers) {
      Throwable thrown =
          run("event " + event.name(), () -> handler.handle(event.name(), event.arguments()));
      failure = failure == null ? thrown : failure;
    }
    return failure;
  }

  private void callHandlers(
      List<EventHandler<DisconnectReason>> handlers, DisconnectReason reason) {
    for (EventHandler<DisconnectReason> handler : handlers) {
      guard("disconnect", () -> handler.handle(reason));
    }
  }

  /**
   * Runs user code and reports its exceptions to the error handler only. Returns whether there was
   * none. Thread-safe.
   */
  boolean guard(String occasion, EventAction action) {
    return run(occasion, action) == null;
  }

  /** Runs user code, reports its exception to the error handler, and returns it. Thread-safe. */
  private @Nullable Throwable run(String occasion, EventAction action) {
    LoopWatchdog loops = settings.loops();
    if (loops != null) {
      loops.begin(occasion);
    }
    try {
      action.handle();
      return null;
    } catch (Throwable e) {
      failed(occasion, e);
      return e;
    } finally {
      if (loops != null) {
        loops.end();
      }
    }
  }

  /** Reports an exception to the error handler. Thread-safe. */
  void failed(String occasion, Throwable error) {
    settings.errors().onError(member.socket(), occasion, error);
  }
}
