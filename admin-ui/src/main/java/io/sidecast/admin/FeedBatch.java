package io.sidecast.admin;

import io.sidecast.json.JsonValue;
import io.sidecast.socket.Arguments;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events for admins that one node sends to all nodes with one message. Immutable.
 *
 * @param node the id of the sending node
 * @param sequence the number of the batch, which a {@link FeedSnapshot} refers to
 * @param isRebuilt whether the sender has lost changes before: admins need a new snapshot
 * @param events the events: lists of the name and the arguments
 */
record FeedBatch(String node, long sequence, boolean isRebuilt, List<List<?>> events) {

  Object[] arguments() {
    return new Object[] {node, sequence, isRebuilt, events};
  }

  static FeedBatch read(Arguments args) {
    var events = new ArrayList<List<?>>();
    args.json(3).elements().forEach(event -> events.add(event.elements()));
    return new FeedBatch(
        args.json(0).string().orElseThrow(),
        args.json(1).integer().orElseThrow(),
        args.json(2).bool().orElse(true),
        events);
  }

  /** Returns the name of an event of a batch of this node or another one. */
  static String name(List<?> event) {
    @Nullable Object name = event.get(0);
    return name instanceof JsonValue json ? json.string().orElseThrow() : String.valueOf(name);
  }
}
