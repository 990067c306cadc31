package io.sidecast;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.log.RateLimitedLog;
import io.sidecast.socket.EventHandler;
import io.sidecast.socket.Subscription;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Calls the user's handlers when nodes join, leave or lose messages. The handlers run one after
 * another, on threads where they may block. Lost messages that wait for the handlers are added up,
 * so the queue stays small. Thread-safe.
 */
final class NodeEvents implements ClusterEvents {

  private static final RateLimitedLog failures =
      RateLimitedLog.ofFailures(LoggerFactory.getLogger(NodeEvents.class));

  private final Executor threads;
  private final Handlers<NodeInfo> joined = new Handlers<>();
  private final Handlers<NodeInfo> left = new Handlers<>();
  private final Handlers<LostMessages> lost = new Handlers<>();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final Map<Gap, Long> gaps = new LinkedHashMap<>();
  private boolean running;

  private record Gap(NodeId origin, Channel.Kind kind) {}

  NodeEvents(Executor threads) {
    this.threads = threads;
  }

  /** The handlers of one kind of event. Thread-safe. */
  static final class Handlers<T> {
    private final List<EventHandler<T>> handlers = new CopyOnWriteArrayList<>();

    Subscription add(EventHandler<T> handler) {
      EventHandler<T> added = event -> handler.handle(event); // each registration has its own
      handlers.add(added);
      return () -> handlers.remove(added);
    }

    private void call(T event) {
      for (EventHandler<T> handler : handlers) {
        try {
          handler.handle(event);
        } catch (Throwable e) {
          failures.warn(() -> "a handler of %s failed".formatted(event), e);
        }
      }
    }
  }

  Handlers<NodeInfo> joined() {
    return joined;
  }

  Handlers<NodeInfo> left() {
    return left;
  }

  Handlers<LostMessages> lost() {
    return lost;
  }

  @Override
  public void nodeJoined(NodeInfo node) {
    post(() -> joined.call(node));
  }

  @Override
  public void nodeLeft(NodeInfo node) {
    post(() -> left.call(node));
  }

  @Override
  public synchronized void messagesLost(LostMessages event) {
    var gap = new Gap(event.origin(), event.kind());
    if (gaps.merge(gap, event.count(), Long::sum) == event.count()) {
      post(() -> callLost(gap));
    }
  }

  private void callLost(Gap gap) {
    lost.call(new LostMessages(gap.origin(), gap.kind(), take(gap)));
  }

  private synchronized long take(Gap gap) {
    Long count = gaps.remove(gap);
    return count == null ? 0 : count;
  }

  private synchronized void post(Runnable event) {
    waiting.add(event);
    if (!running) {
      running = true;
      threads.execute(this::run);
    }
  }

  private void run() {
    for (Runnable event = next(); event != null; event = next()) {
      event.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable event = waiting.poll();
    running = event != null;
    return event;
  }
}
