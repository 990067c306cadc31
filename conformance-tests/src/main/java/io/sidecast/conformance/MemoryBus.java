package io.sidecast.conformance;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Any thread. A broker and a network in memory: what {@link MemoryBrokerProvider} connects to. Like
 * a real network it can be cut and held; like a real broker it takes what it gets in order.
 */
public final class MemoryBus implements Faults {

  /** Where no fault is. */
  static final URI DIRECT = URI.create("memory://bus");

  private static final URI FAULTY = URI.create("memory://faulty");

  private final Set<Line> lines = new LinkedHashSet<>();
  private final Map<String, Set<Line>> subscribers = new HashMap<>();
  private boolean refusing;
  private boolean holding;
  private Duration delay = Duration.ZERO;

  /** Creates a bus that nobody is connected to. */
  public MemoryBus() {}

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
  public synchronized void close() {
    List.copyOf(lines).forEach(this::disconnect);
  }

  /** Whether this address reaches the bus at all. */
  static boolean serves(URI uri) {
    return uri.getHost().equals(DIRECT.getHost()) || uri.getHost().equals(FAULTY.getHost());
  }

  /** Connects, unless refused; {@code answered} runs on the line's thread when it is up. */
  synchronized boolean connect(Line line, Runnable answered) {
    if (line.faulty && refusing) {
      return false;
    }
    lines.add(line);
    line.tell(answered);
    return true;
  }

  synchronized void disconnect(Line line) {
    lines.remove(line);
    line.inbox.clear();
    subscribers.values().forEach(set -> set.remove(line));
  }

  synchronized void subscribe(Line line, Set<String> names, Runnable answered) {
    if (lines.contains(line)) {
      names.forEach(name -> subscribers.computeIfAbsent(name, n -> new HashSet<>()).add(line));
      line.tell(answered);
    }
  }

  synchronized void unsubscribe(Line line, String name, Runnable answered) {
    if (lines.contains(line)) {
      subscribers.getOrDefault(name, new HashSet<>()).remove(line);
      line.tell(answered);
    }
  }

  synchronized void publish(Line line, Message message, Runnable answered) {
    if (lines.contains(line)) {
      for (Line to : subscribers.getOrDefault(message.name, Set.of())) {
        to.tell(() -> to.messages.accept(message.name, message.envelope.clone()));
      }
      line.tell(answered);
    }
  }

  private synchronized @Nullable Runnable next(Line line) {
    return line.faulty && holding ? null : line.inbox.poll();
  }

  /** One message under its full name. */
  record Message(String name, byte[] envelope) {}

  /** One broker's connection; what comes back runs on its thread, in order. */
  final class Line {
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private final boolean faulty;
    private final ScheduledExecutorService thread;
    private final BiConsumer<String, byte[]> messages;
    private final Runnable lost;

    Line(
        URI uri,
        ScheduledExecutorService thread,
        BiConsumer<String, byte[]> messages,
        Runnable lost) {
      this.faulty = uri.getHost().equals(FAULTY.getHost());
      this.thread = thread;
      this.messages = messages;
      this.lost = lost;
    }

    private void tell(Runnable answer) {
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
