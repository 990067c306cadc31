package io.sidecast.socket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The listeners of one socket by event. Any thread; changes copy. */
final class EventListeners {

  private volatile Map<String, List<AckEventHandler<Arguments>>> byEvent = Map.of();

  synchronized void add(String event, AckEventHandler<Arguments> listener) {
    var copy = new HashMap<>(byEvent);
    var listeners = new ArrayList<>(copy.getOrDefault(event, List.of()));
    listeners.add(listener);
    copy.put(event, List.copyOf(listeners));
    byEvent = Map.copyOf(copy);
  }

  List<AckEventHandler<Arguments>> of(String event) {
    return byEvent.getOrDefault(event, List.of());
  }
}
