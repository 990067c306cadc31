package io.sidecast.socket;

import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.PacketType;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges one event, at most once. Sends nothing after the end of the socket. An
 * acknowledgement that the application can no longer use is not owed any more. Thread-safe.
 */
final class AckSender implements Ack {

  /** Notices acknowledgements that the application has dropped, on a thread of its own. */
  private static final Cleaner DROPPED = Cleaner.create();

  private final Packet.Header event;
  private final String name;
  private final SocketLifecycle member;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  private enum State {
    NEW,
    OWED,
    SENT
  }

  /** Ends the count of a dropped acknowledgement. Does not refer to the {@link AckSender}. */
  private record Settlement(AtomicReference<State> state, EventDispatch events)
      implements Runnable {
    @Override
    public void run() {
      if (state.getAndSet(State.SENT) == State.OWED) {
        events.settled();
      }
    }
  }

  AckSender(Packet.Header event, String name, SocketLifecycle member) {
    this.event = event;
    this.name = name;
    this.member = member;
  }

  @Override
  public boolean isRequested() {
    return event.ackId() != Packet.NO_ACK;
  }

  @Override
  public void send(Object... values) {
    if (isRequested()) {
      try {
        send(Arguments.given(values));
      } catch (PacketException e) {
        member.failed("acknowledgement of event " + name, e);
        sendDefault();
      }
    }
  }

  /** Sends the acknowledgement for failed events, if the server is configured with one. */
  void sendDefault() {
    List<@Nullable Object> values = member.namespace().settings().ackOnError();
    if (isRequested() && values != null) {
      send(values);
    }
  }

  /**
   * Counts the acknowledgement as owed by the socket, unless it is sent or none is requested.
   * Called once, after the handlers have returned.
   */
  void owe() {
    if (isRequested() && state.compareAndSet(State.NEW, State.OWED)) {
      DROPPED.register(this, new Settlement(state, member.events()));
      member.events().owed();
    }
  }

  private void send(List<@Nullable Object> values) {
    var header = new Packet.Header(PacketType.ACK, event.namespace(), event.ackId());
    EncodedPacket answer = member.namespace().settings().codec().encode(header, values);
    State before = state.getAndSet(State.SENT);
    if (before == State.OWED) {
      member.events().settled();
    }
    if (before != State.SENT) {
      member.send(answer);
    }
  }
}
