package io.sidecast.socket;

import io.sidecast.adapter.ServerListener;
import io.sidecast.limit.Limit;
import io.sidecast.log.RateLimitedLog;
import io.sidecast.operation.DeliveryTrace;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.PacketType;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that the servers of a cluster send to each other in one namespace. Handlers run one at
 * a time on handler threads, where they may block. Thread-safe.
 */
final class ServerSideEvents implements ServerListener {

  private static final Logger log = LoggerFactory.getLogger(ServerSideEvents.class);
  private static final RateLimitedLog failures = RateLimitedLog.ofFailures(log);
  private static final RateLimitedLog dropped = new RateLimitedLog(log, Duration.ofSeconds(1));
  private static final Set<String> RESERVED = Set.of("connect", "connection", "new_namespace");

  private final SocketSettings settings;
  private final EventListeners listeners = new EventListeners();
  private final Mailbox mailbox;
  private final WaitingBytes waiting;

  ServerSideEvents(SocketSettings settings) {
    this.settings = settings;
    this.mailbox = new Mailbox(settings.handlers());
    this.waiting = new WaitingBytes(settings.limits(), Limit.WAITING_SERVER_SIDE_BYTES);
  }

  static String checkName(String event) {
    if (RESERVED.contains(EventNames.notNull(event))) {
      throw new IllegalArgumentException(
          "'" + event + "' is a reserved event name: choose another one");
    }
    return event;
  }

  Subscription on(String event, AckEventHandler<Arguments> handler) {
    Objects.requireNonNull(handler, "handler must not be null");
    return listeners.add(checkName(event), EventListeners.registration(handler));
  }

  @Override
  public void onEvent(EncodedPacket packet, Responder responder, DeliveryTrace trace) {
    if (!waiting.add(packet.size())) {
      dropped.warn(() -> "dropped a server-side event: too many bytes wait for handlers");
      responder.failed(
          new IllegalStateException("too many bytes of server-side events wait for handlers"));
      return;
    }
    mailbox.execute(() -> handle(packet, responder, trace));
  }

  private void handle(EncodedPacket packet, Responder responder, DeliveryTrace trace) {
    waiting.remove(packet.size());
    DeliveryTrace.Handling handling = trace.begin();
    Throwable failure = null;
    try {
      failure = handle(Event.sent(packet, settings), responder);
    } catch (Throwable e) {
      failure = e;
      throw e;
    } finally {
      handling.end(failure);
    }
  }

  /** Calls the handlers of an event, and returns their first exception. */
  private @Nullable Throwable handle(Event event, Responder responder) {
    List<AckEventHandler<Arguments>> matching = listeners.of(event.name());
    if (matching.isEmpty()) {
      responder.noListener();
    }
    var ack = new ServerAck(event.name(), responder, settings);
    Throwable failure = null;
    for (AckEventHandler<Arguments> listener : matching) {
      try {
        listener.handle(event.arguments(), ack);
      } catch (Throwable e) {
        failures.warn(
            () -> "a handler of the server-side event %s threw".formatted(event.name()), e);
        failure = failure == null ? e : failure;
      }
    }
    return failure;
  }

  /** Acknowledges the event to the requester, at most once. */
  private static final class ServerAck implements Ack {
    private static final Packet.Header HEADER = new Packet.Header(PacketType.ACK, "/", 0);

    private final String event;
    private final Responder responder;
    private final SocketSettings settings;
    private final AtomicBoolean sent = new AtomicBoolean();

    ServerAck(String event, Responder responder, SocketSettings settings) {
      this.event = event;
      this.responder = responder;
      this.settings = settings;
    }

    @Override
    public boolean isRequested() {
      return responder.isWanted();
    }

    @Override
    public void send(Object... values) {
      if (isRequested()) {
        try {
          Payload answer = encode(values);
          if (sent.compareAndSet(false, true)) {
            responder.send(answer);
          }
        } catch (PacketException e) {
          failures.warn(
              () ->
                  "the acknowledgement of the server-side event %s cannot be sent".formatted(event),
              e);
          if (sent.compareAndSet(false, true)) {
            responder.failed(e);
          }
        }
      }
    }

    private Payload encode(Object[] values) {
      var encoded = settings.codec().encode(HEADER, Arguments.given(values));
      return Packet.decode(encoded, settings.codec().newDecoder()).payload();
    }
  }
}
