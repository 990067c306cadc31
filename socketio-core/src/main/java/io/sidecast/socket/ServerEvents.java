package io.sidecast.socket;

import io.sidecast.packet.EncodedPacket;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that the servers of a cluster send each other in one namespace. Any thread; handlers
 * run one after another, on threads where they may block.
 */
final class ServerEvents {

  private static final Logger log = LoggerFactory.getLogger(ServerEvents.class);
  private static final Set<String> RESERVED = Set.of("connect", "connection", "new_namespace");

  /** So many events may wait for the handlers; more are dropped, with a warning. */
  private static final int MAX_WAITING = 10_000;

  private final SocketSettings settings;
  private final EventListeners listeners = new EventListeners();
  private final Mailbox mailbox;
  private final AtomicInteger waiting = new AtomicInteger();

  ServerEvents(SocketSettings settings) {
    this.settings = settings;
    this.mailbox = new Mailbox(settings.handlers(), pressed -> {});
  }

  static String checkName(String event) {
    if (RESERVED.contains(event)) {
      throw new IllegalArgumentException(
          "'" + event + "' is a reserved event name: choose another one");
    }
    return event;
  }

  Subscription on(String event, EventHandler<Arguments> handler) {
    return listeners.add(checkName(event), (args, ack) -> handler.handle(args));
  }

  void receive(EncodedPacket packet) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      log.warn("a server-side event is dropped: {} wait for their handlers", MAX_WAITING);
      return;
    }
    mailbox.post(() -> handle(packet), packet.size());
  }

  private void handle(EncodedPacket packet) {
    waiting.decrementAndGet();
    Event event = Event.sent(packet, settings);
    for (AckEventHandler<Arguments> listener : listeners.of(event.name())) {
      try {
        listener.handle(event.arguments(), NoAck.INSTANCE);
      } catch (Throwable e) {
        log.warn("a handler of the server-side event {} has failed", event.name(), e);
      }
    }
  }

  /** Nobody waits for an answer. */
  private enum NoAck implements Ack {
    INSTANCE;

    @Override
    public boolean isRequested() {
      return false;
    }

    @Override
    public void send(Object... values) {
      // nobody waits for it
    }
  }
}
