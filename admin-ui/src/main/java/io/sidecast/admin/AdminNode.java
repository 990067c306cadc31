package io.sidecast.admin;

import io.sidecast.SocketIoServer;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Admin UI of one node. The nodes with admins announce them every two seconds; a node without
 * an announcement in six seconds sends nothing and has no timer. Thread-safe.
 */
final class AdminNode {

  private static final Logger log = LoggerFactory.getLogger(AdminNode.class);

  private static final String ADMINS = "admins";
  private static final String FEED = "feed";
  private static final String SNAPSHOT = "snapshot";
  private static final List<String> ACTIONS =
      List.of("EMIT", "JOIN", "LEAVE", "DISCONNECT", "MJOIN", "MLEAVE", "MDISCONNECT");

  private static final long TICK_MILLIS = 2_000;
  private static final long FLUSH_MILLIS = 100;
  private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(6);
  private static final Duration SNAPSHOT_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_WAITING_LOGINS = 50;

  private final SocketIoServer server;
  private final AdminSettings settings;
  private final Namespace admins;
  private final SessionTokens sessions;
  private final AdminSockets sockets;
  private final SocketFeed feed;
  private final StatsReport stats;
  private final AdminActions actions;
  private final ThreadPoolExecutor logins = daemon(1, MAX_WAITING_LOGINS, "sidecast-admin-login");
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, named("sidecast-admin-timer"));

  /** The end of the time for which the node is watched, of {@link System#nanoTime}. */
  private long watchedUntil;

  /** The tasks of the timer; empty while the node is not watched. */
  private List<Future<?>> tasks = List.of();

  private boolean isClosed;

  private AdminNode(SocketIoServer server, AdminSettings settings) {
    this.server = server;
    this.settings = settings;
    this.admins = server.of(settings.namespace());
    this.sessions =
        new SessionTokens(settings.login(), settings.sessionLifetime(), InstantSource.system());
    this.sockets = new AdminSockets(this::snapshots);
    this.feed = new SocketFeed(server, settings, this::send);
    this.stats = new StatsReport(server, settings);
    this.actions = new AdminActions(server);
    timer.setKeepAliveTime(WATCHED_NANOS, TimeUnit.NANOSECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Adds the namespace of admins to a server that is not started. */
  static AdminNode of(SocketIoServer server, AdminSettings settings) {
    var node = new AdminNode(server, settings);
    node.admins.useAsync(new LoginCheck(settings.login(), node.sessions, node.logins));
    node.admins.onConnection(node::connected);
    node.admins.onServerSideEmit(ADMINS, args -> node.watch());
    if (settings.isDevelopment()) {
      node.admins.onServerSideEmit(FEED, args -> node.sockets.deliver(FeedBatch.read(args)));
      node.admins.onServerSideEmit(
          SNAPSHOT,
          (args, ack) -> {
            node.watch();
            ack.send(node.feed.snapshot().arguments());
          });
    }
    server.whenClosed().whenComplete((done, failure) -> node.close());
    return node;
  }

  private static ThreadPoolExecutor daemon(int threads, int waiting, String name) {
    var pool =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), named(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory named(String name) {
    return task -> {
      var thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  long droppedEvents() {
    return feed.dropped();
  }

  private void connected(Socket admin) {
    if (LoginCheck.isPasswordLogin(admin)) {
      admin.emit("session", sessions.create());
    }
    admin.emit("config", Map.of("supportedFeatures", features()));
    if (!settings.readOnly()) {
      actions.register(admin);
    }
    sockets.add(admin);
    admin.onDisconnect(reason -> sockets.remove(admin));
    if (!admin.isConnected()) {
      sockets.remove(admin); // it has ended before
      return;
    }
    announce();
    watch();
    admin.emit("server_stats", stats.current());
    if (settings.isDevelopment()) {
      sockets.sendSnapshot(admin);
    }
  }

  private List<String> features() {
    var features = new ArrayList<>(settings.readOnly() ? List.of() : ACTIONS);
    features.add("AGGREGATED_EVENTS");
    if (settings.isDevelopment()) {
      features.add("ALL_EVENTS");
    }
    return features;
  }

  /** Reports to the other nodes that there are admins here. */
  private void announce() {
    logFailure(ADMINS, admins.serverSideEmit(ADMINS));
  }

  /** Begins to send to admins, or continues for six seconds. */
  private void watch() {
    synchronized (this) {
      watchedUntil = System.nanoTime() + WATCHED_NANOS;
      if (!tasks.isEmpty() || isClosed) {
        return;
      }
      stats.begin();
      tasks = List.of(every(TICK_MILLIS, this::tick), every(FLUSH_MILLIS, feed::flush));
    }
  }

  private Future<?> every(long millis, Runnable task) {
    return timer.scheduleWithFixedDelay(guarded(task), 0, millis, TimeUnit.MILLISECONDS);
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        log.warn("a task of the Admin UI failed", e);
      }
    };
  }

  private void tick() {
    if (!sockets.isEmpty()) {
      announce();
    } else if (isUnwatched()) {
      feed.stop();
      return;
    }
    logFailure("server_stats", admins.emit("server_stats", stats.next()));
    if (settings.isDevelopment()) {
      feed.start();
      feed.tick(stats.serverId());
      sockets.retain(nodes());
      sockets.refresh();
    }
  }

  private Set<String> nodes() {
    return server.nodes().stream().map(node -> node.id().toString()).collect(Collectors.toSet());
  }

  /** Ends the timer if no other node has admins, and returns whether it has ended. */
  private synchronized boolean isUnwatched() {
    if (System.nanoTime() - watchedUntil < 0) {
      return false;
    }
    tasks.forEach(task -> task.cancel(false));
    tasks = List.of();
    return true;
  }

  private void send(FeedBatch batch) {
    sockets.deliver(batch);
    logFailure(FEED, admins.serverSideEmit(FEED, batch.arguments()));
  }

  /** Requests the snapshots of all nodes. A node that does not respond is absent. */
  private CompletionStage<List<FeedSnapshot>> snapshots() {
    FeedSnapshot own = feed.snapshot();
    return admins
        .timeout(SNAPSHOT_TIMEOUT)
        .serverSideEmitWithAck(SNAPSHOT)
        .handle(
            (answers, failure) -> {
              List<Arguments> others = failure == null ? answers.value() : List.of();
              return Stream.concat(Stream.of(own), others.stream().map(FeedSnapshot::read))
                  .toList();
            });
  }

  private static void logFailure(String what, CompletionStage<Void> sent) {
    sent.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            log.debug("{} has not reached the other nodes", what, failure);
          }
        });
  }

  private void close() {
    synchronized (this) {
      isClosed = true;
    }
    timer.shutdownNow();
    logins.shutdownNow();
    feed.stop();
  }
}
