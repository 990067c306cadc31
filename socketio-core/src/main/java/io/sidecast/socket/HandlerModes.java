package io.sidecast.socket;

import io.sidecast.packet.PacketCodec;
import io.sidecast.packet.Payload;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The modes of all handlers of sockets: one in general, and those of some events.
 *
 * <p>Sidecast itself uses this type. It is public because packages cannot share it otherwise, and
 * it may change in every release. Immutable.
 *
 * @param general the mode of handlers without a mode of their own
 * @param events the modes of the handlers of some events, by the names of the events
 * @since 0.1.0
 */
public record HandlerModes(HandlerMode general, Map<String, HandlerMode> events) {

  /** All handlers may block. */
  public static final HandlerModes BLOCKING = new HandlerModes(HandlerMode.BLOCKING, Map.of());

  /** Copies the map. */
  public HandlerModes {
    events = Map.copyOf(events);
  }

  /**
   * Returns these modes with another general one.
   *
   * @param mode the mode of handlers without a mode of their own
   * @return the modes
   */
  public HandlerModes with(HandlerMode mode) {
    return new HandlerModes(mode, events);
  }

  /**
   * Returns these modes with a mode for some events.
   *
   * @param mode the mode of the handlers of these events
   * @param names the names of the events
   * @return the modes
   */
  public HandlerModes with(HandlerMode mode, Collection<String> names) {
    var all = new HashMap<>(events);
    names.forEach(name -> all.put(name, mode));
    return new HandlerModes(general, all);
  }

  /** Returns whether a handler may run on an event loop. */
  public boolean usesEventLoops() {
    return general == HandlerMode.EVENT_LOOP || events.containsValue(HandlerMode.EVENT_LOOP);
  }

  /** Returns whether no handler may block. */
  boolean isEventLoopOnly() {
    return general == HandlerMode.EVENT_LOOP && !events.containsValue(HandlerMode.BLOCKING);
  }

  /**
   * Returns whether an event may be handled on the event loop that has received it. An event whose
   * name can be read only by a parser may not, if the mode depends on the name.
   */
  boolean runsOnEventLoop(Payload event, PacketCodec codec) {
    if (events.isEmpty()) {
      return general == HandlerMode.EVENT_LOOP;
    }
    String name = codec.plainEventName(event);
    return name != null && events.getOrDefault(name, general) == HandlerMode.EVENT_LOOP;
  }
}
