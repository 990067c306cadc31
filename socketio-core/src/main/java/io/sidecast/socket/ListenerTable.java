package io.sidecast.socket;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The listeners of one socket by event, in the order of their registration.
 *
 * <p>Every socket has a table, and an application adds its listeners to each socket one at a time.
 * Two short arrays are small, fast to copy and fast to search. Immutable.
 */
final class ListenerTable {

  static final ListenerTable NONE = new ListenerTable(new String[0], array(0));

  private final String[] events;
  private final AckEventHandler<Arguments>[] listeners;

  private ListenerTable(String[] events, AckEventHandler<Arguments>[] listeners) {
    this.events = events;
    this.listeners = listeners;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays
  private static AckEventHandler<Arguments>[] array(int size) {
    return (AckEventHandler<Arguments>[]) new AckEventHandler[size];
  }

  List<AckEventHandler<Arguments>> of(String event) {
    int first = next(event, 0);
    if (first < 0) {
      return List.of();
    }
    return next(event, first + 1) < 0
        ? List.of(listeners[first])
        : IntStream.range(first, events.length)
            .filter(i -> events[i].equals(event))
            .mapToObj(i -> listeners[i])
            .toList();
  }

  private int next(String event, int from) {
    for (int i = from; i < events.length; i++) {
      if (events[i].equals(event)) {
        return i;
      }
    }
    return -1;
  }

  ListenerTable with(String event, AckEventHandler<Arguments> listener) {
    int size = events.length;
    String[] moreEvents = Arrays.copyOf(events, size + 1);
    AckEventHandler<Arguments>[] moreListeners = Arrays.copyOf(listeners, size + 1);
    moreEvents[size] = event;
    moreListeners[size] = listener;
    return new ListenerTable(moreEvents, moreListeners);
  }

  /** Returns a table without a listener, which has one registration. */
  ListenerTable without(AckEventHandler<Arguments> listener) {
    return keeping(
        IntStream.range(0, events.length).filter(i -> listeners[i] != listener).toArray());
  }

  ListenerTable without(String event) {
    return keeping(
        IntStream.range(0, events.length).filter(i -> !events[i].equals(event)).toArray());
  }

  private ListenerTable keeping(int[] kept) {
    String[] keptEvents = new String[kept.length];
    AckEventHandler<Arguments>[] keptListeners = array(kept.length);
    for (int i = 0; i < kept.length; i++) {
      keptEvents[i] = events[kept[i]];
      keptListeners[i] = listeners[kept[i]];
    }
    return new ListenerTable(keptEvents, keptListeners);
  }
}
