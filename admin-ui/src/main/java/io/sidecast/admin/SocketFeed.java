package io.sidecast.admin;

import io.sidecast.SocketIoServer;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.socket.ObservedEvent;
import io.sidecast.socket.Socket;
import io.sidecast.socket.SocketObserver;
import io.sidecast.socket.Subscription;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets and events of this node for the admins of all nodes, while there is one. It keeps
 * which sockets and rooms the admins see, so that a snapshot and the batches after it fit together:
 * no room is announced twice, and none is missing. The number of sockets and the rate of events are
 * limited. After lost changes it begins anew, with a batch that is marked as rebuilt. Thread-safe.
 */
final class SocketFeed implements SocketObserver {

  /** The maximum of a snapshot: brokers refuse messages of a megabyte. */
  private static final int MAX_SNAPSHOT_BYTES = 400_000;

  private static final int MAX_BATCH = 50;
  private static final int MIN_SOCKETS = 20;

  /** The times of the page, which it sorts as texts. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private final SocketIoServer server;
  private final AdminSettings settings;
  private final Consumer<FeedBatch> receiver;
  private final EventBudget events;
  private final EventBudget changes;
  private final AtomicLong dropped = new AtomicLong();
  private final Map<Socket, ShownSocket> shown = new LinkedHashMap<>();
  private List<List<?>> batch = new ArrayList<>();
  private @Nullable Subscription observation;
  private long sequence;
  private int shownBytes;
  private boolean isRebuilt;
  private boolean isStale;
  private long reportedDrops;

  /**
   * Creates a feed that is not started.
   *
   * @param receiver receives the batches, one at a time
   */
  SocketFeed(SocketIoServer server, AdminSettings settings, Consumer<FeedBatch> receiver) {
    this.server = server;
    this.settings = settings;
    this.receiver = receiver;
    this.events = new EventBudget(settings.maxEventsPerSecond(), System::nanoTime);
    this.changes = new EventBudget(settings.maxEventsPerSecond(), System::nanoTime);
  }

  synchronized void start() {
    if (observation == null) {
      observation = server.observe(this);
      rebuild();
    }
  }

  synchronized void stop() {
    if (observation != null) {
      observation.cancel();
      observation = null;
      shown.clear();
      batch.clear();
    }
  }

  long dropped() {
    return dropped.get();
  }

  /** Sends the waiting events. */
  synchronized void flush() {
    if (observation != null && (isRebuilt || !batch.isEmpty())) {
      var full = new FeedBatch(nodeId(), ++sequence, isRebuilt, batch);
      batch = new ArrayList<>();
      isRebuilt = false;
      receiver.accept(full);
    }
  }

  /** Returns what admins see of this node, after the batches before. */
  synchronized FeedSnapshot snapshot() {
    start();
    flush();
    List<?> sockets = shown.values().stream().map(ShownSocket::fields).toList();
    return new FeedSnapshot(nodeId(), sequence, sockets);
  }

  /** Sends changes of data, begins anew after lost changes, and reports drops. */
  synchronized void tick(String serverId) {
    if (observation == null) {
      return;
    }
    if (isStale) {
      rebuild();
    }
    for (ShownSocket socket : shown.values()) {
      Map<String, @Nullable Object> change = socket.updateData();
      if (change != null) {
        addChange("socket_updated", change);
      }
    }
    long drops = dropped.get() - reportedDrops;
    if (drops > 0) {
      reportedDrops += drops;
      var text = List.of("(dropped for admins)", Map.of("server", serverId, "count", drops));
      add("event_sent", "/", serverId, text, now());
    }
  }

  private String nodeId() {
    return server.nodes().get(0).id().toString();
  }

  /** Shows the sockets that are connected now, those of the namespace "/" first. */
  private void rebuild() {
    shown.clear();
    shownBytes = 0;
    isRebuilt = true;
    isStale = false;
    server.sockets("/").forEach(socket -> show(socket, socket.rooms()));
    for (String namespace : new TreeSet<>(server.namespaces())) {
      if (!namespace.equals("/")) {
        server.sockets(namespace).forEach(socket -> show(socket, socket.rooms()));
      }
    }
  }

  /** Returns the socket if it is shown from now on, or null. */
  private @Nullable ShownSocket show(Socket socket, Set<String> rooms) {
    int share = Math.max(MIN_SOCKETS, settings.maxSockets() / server.nodes().size());
    if (shown.size() >= share || shownBytes >= MAX_SNAPSHOT_BYTES || shown.containsKey(socket)) {
      return null;
    }
    var added = new ShownSocket(socket, rooms);
    shown.put(socket, added);
    shownBytes += added.bytes();
    return added;
  }

  @Override
  public synchronized void connected(Socket socket, Set<String> rooms) {
    ShownSocket added = observation == null ? null : show(socket, rooms);
    if (added != null) {
      addChange("socket_connected", added.fields(), now());
    }
  }

  @Override
  public synchronized void disconnected(Socket socket, DisconnectReason reason) {
    ShownSocket removed = shown.remove(socket);
    if (removed != null) {
      shownBytes -= removed.bytes();
      addChange("socket_disconnected", namespace(socket), socket.id(), reason.toString(), now());
    }
  }

  @Override
  public synchronized void joined(Socket socket, String room) {
    ShownSocket member = shown.get(socket);
    if (member != null && member.join(room)) {
      addChange("room_joined", namespace(socket), room, socket.id(), now());
    }
  }

  @Override
  public synchronized void left(Socket socket, String room) {
    ShownSocket member = shown.get(socket);
    if (member != null && member.leave(room)) {
      addChange("room_left", namespace(socket), room, socket.id(), now());
    }
  }

  @Override
  public synchronized void upgraded(Socket socket) {
    ShownSocket changed = shown.get(socket);
    if (changed != null) {
      addChange("socket_updated", changed.updateTransport());
    }
  }

  @Override
  public synchronized void received(Socket socket, ObservedEvent event) {
    addEvent("event_received", socket, event);
  }

  @Override
  public synchronized void sent(Socket socket, ObservedEvent event) {
    addEvent("event_sent", socket, event);
  }

  @Override
  public synchronized void missed(long count) {
    dropped.addAndGet(count);
    isStale = true;
  }

  /** Adds an event of a client. Events of admins are none of them, or each would cause another. */
  private void addEvent(String type, Socket socket, ObservedEvent event) {
    if (observation == null || namespace(socket).equals(settings.namespace())) {
      return;
    }
    if (!events.take()) {
      dropped.incrementAndGet();
      return;
    }
    var args = new ArrayList<@Nullable Object>();
    args.add(event.name());
    event.arguments().all().forEach(value -> args.add(value.plain()));
    add(type, namespace(socket), socket.id(), Printable.of(args), now());
  }

  private void addChange(String type, Object... args) {
    if (changes.take()) {
      add(type, args);
    } else {
      dropped.incrementAndGet();
      isStale = true;
    }
  }

  private void add(String type, @Nullable Object... args) {
    var event = new ArrayList<@Nullable Object>(args.length + 1);
    event.add(type);
    event.addAll(Arrays.asList(args));
    batch.add(event);
    if (batch.size() >= MAX_BATCH) {
      flush();
    }
  }

  private static String namespace(Socket socket) {
    return socket.namespace().name();
  }

  private static String now() {
    return TIME.format(Instant.now());
  }
}
