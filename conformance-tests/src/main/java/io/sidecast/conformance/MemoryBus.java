package io.sidecast.conformance;

import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog.Message;
import io.sidecast.broker.ReplayLog.Replay;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker and a network in memory, to which brokers of {@link MemoryBrokerProvider} connect. Like
 * a real network it can be cut and held; like a real broker it processes requests in order.
 * Thread-safe.
 */
public final class MemoryBus implements Faults {

  /** The address without faults. */
  static final URI DIRECT = URI.create("memory://bus");

  private static final URI FAULTY = URI.create("memory://faulty");

  private final Set<Line> lines = new LinkedHashSet<>();
  private final Map<String, Set<Line>> subscribers = new HashMap<>();
  private final Map<String, MemoryLog> logs = new HashMap<>();
  private final String epoch = UUID.randomUUID().toString();
  private final boolean redelivers;
  private boolean refusing;
  private long refusals;
  private boolean holding;
  private Duration delay = Duration.ZERO;

  /** Creates a bus without connections. */
  public MemoryBus() {
    this(true);
  }

  /**
   * Creates a bus without connections.
   *
   * @param redelivers whether a connection that was cut receives the missed messages later
   */
  public MemoryBus(boolean redelivers) {
    this.redelivers = redelivers;
  }

  boolean redelivers() {
    return redelivers;
  }

  @Override
  public URI entrance(URI broker) {
    return FAULTY;
  }

  @Override
  public synchronized void cut() {
    for (Line line : List.copyOf(lines)) {
      if (line.faulty) {
        disconnect(line);
        line.thread.execute(line.lost);
      }
    }
  }

  @Override
  public synchronized void refuse() {
    refusing = true;
  }

  @Override
  public synchronized void blackHole() {
    holding = true;
  }

  @Override
  public synchronized void delay(Duration delay) {
    this.delay = delay;
  }

  @Override
  public synchronized void heal() {
    refusing = false;
    holding = false;
    delay = Duration.ZERO;
    lines.forEach(line -> line.thread.execute(line::drain));
  }

  @Override
  public synchronized int connections() {
    return (int) lines.stream().filter(line -> line.faulty).count();
  }

  @Override
  public synchronized long refusals() {
    return refusals;
  }

  @Override
  public synchronized void close() {
    List.copyOf(lines).forEach(this::disconnect);
  }

  /** Returns whether this address reaches the bus at all. */
  static boolean serves(URI uri) {
    return uri.getHost().equals(DIRECT.getHost()) || uri.getHost().equals(FAULTY.getHost());
  }

  /**
   * Connects, unless the bus refuses; {@code answered} runs on the line's thread when the line is
   * up.
   */
  synchronized boolean connect(Line line, Runnable answered) {
    if (line.faulty && refusing) {
      refusals++;
      return false;
    }
    lines.add(line);
    line.post(answered);
    return true;
  }

  synchronized void disconnect(Line line) {
    lines.remove(line);
    line.inbox.clear();
    subscribers.values().forEach(set -> set.remove(line));
  }

  /** Subscribes from now on. */
  synchronized void subscribe(Line line, String name, Consumer<Position> answered) {
    if (lines.contains(line)) {
      subscribers.computeIfAbsent(name, n -> new HashSet<>()).add(line);
      Position end = log(name).end();
      line.post(() -> answered.accept(end));
    }
  }

  /** Restores subscriptions, from where a former line was cut if this bus redelivers. */
  synchronized void subscribe(Line line, Map<String, Position> names, Runnable answered) {
    if (lines.contains(line)) {
      names.forEach(
          (name, last) -> {
            subscribers.computeIfAbsent(name, n -> new HashSet<>()).add(line);
            if (redelivers) {
              log(name)
                  .readAfter(last, Integer.MAX_VALUE)
                  .messages()
                  .forEach(missed -> line.post(() -> line.messages.received(name, missed)));
            }
          });
      line.post(answered);
    }
  }

  synchronized void unsubscribe(Line line, String name, Runnable answered) {
    if (lines.contains(line)) {
      subscribers.getOrDefault(name, new HashSet<>()).remove(line);
      line.post(answered);
    }
  }

  synchronized void publish(Line line, String name, byte[] envelope, Consumer<Position> answered) {
    if (lines.contains(line)) {
      Position position = log(name).append(envelope);
      for (Line to : subscribers.getOrDefault(name, Set.of())) {
        var message = new Message(position, envelope.clone());
        to.post(() -> to.messages.received(name, message));
      }
      line.post(() -> answered.accept(position));
    }
  }

  synchronized void readAfter(Line line, ReplayRequest readRequest, Consumer<Replay> answered) {
    if (lines.contains(line)) {
      Replay replay = log(readRequest.name).readAfter(readRequest.after, readRequest.limit);
      line.post(() -> answered.accept(replay));
    }
  }

  /** Removes the stored messages of a channel. */
  synchronized void trim(String name) {
    log(name).trim();
  }

  private MemoryLog log(String name) {
    return logs.computeIfAbsent(name, any -> new MemoryLog(epoch));
  }

  private synchronized @Nullable Runnable next(Line line) {
    return line.faulty && holding ? null : line.inbox.poll();
  }

  /** A request to read stored messages. */
  record ReplayRequest(String name, Position after, int limit) {}

  /** Receives the messages of a line. */
  interface Receiver {
    void received(String name, Message message);
  }

  /** One broker's connection. Answers and messages run on its thread, in order. */
  final class Line {
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private final boolean faulty;
    private final ScheduledExecutorService thread;
    private final Receiver messages;
    private final Runnable lost;

    Line(URI uri, ScheduledExecutorService thread, Receiver messages, Runnable lost) {
      this.faulty = uri.getHost().equals(FAULTY.getHost());
      this.thread = thread;
      this.messages = messages;
      this.lost = lost;
    }

    private void post(Runnable answer) {
      inbox.add(answer);
      long wait = faulty ? delay.toNanos() : 0;
      thread.schedule(this::drain, wait, TimeUnit.NANOSECONDS);
    }

    private void drain() {
      for (Runnable answer = next(this); answer != null; answer = next(this)) {
        answer.run();
      }
    }
  }
}
