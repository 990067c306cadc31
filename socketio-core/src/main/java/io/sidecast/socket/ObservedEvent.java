package io.sidecast.socket;

import io.sidecast.packet.EncodedPacket;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An event that a {@link SocketObserver} receives. The first access parses an event that a server
 * has sent. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ObservedEvent {

  private final Supplier<Event> source;
  private @Nullable Event parsed;

  private ObservedEvent(Supplier<Event> source) {
    this.source = source;
  }

  static ObservedEvent of(Event event) {
    return new ObservedEvent(() -> event);
  }

  static ObservedEvent of(EncodedPacket packet, SocketSettings settings) {
    return new ObservedEvent(() -> Event.sent(packet, settings));
  }

  /**
   * Returns the name of the event.
   *
   * @return the name
   */
  public String name() {
    return event().name();
  }

  /**
   * Returns the arguments of the event.
   *
   * @return the arguments, without an acknowledgement
   */
  public Arguments arguments() {
    return event().arguments();
  }

  private Event event() {
    if (parsed == null) {
      parsed = source.get();
    }
    return parsed;
  }
}
