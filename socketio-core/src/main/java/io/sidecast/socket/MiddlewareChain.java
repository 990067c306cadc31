package io.sidecast.socket;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the middlewares of a namespace one at a time, in the mailbox of the new socket, and then
 * connects or refuses the socket. Thread-safe.
 */
final class MiddlewareChain {

  private static final Duration HANDLER_DELAY = Duration.ofMillis(1);

  private final SocketSettings settings;
  private final Consumer<SocketLifecycle> onConnected;
  private final List<AsyncMiddleware> middlewares = new CopyOnWriteArrayList<>();

  MiddlewareChain(SocketSettings settings, Consumer<SocketLifecycle> onConnected) {
    this.settings = settings;
    this.onConnected = onConnected;
    settings.middlewares().forEach(this::add);
  }

  void add(Middleware middleware) {
    Objects.requireNonNull(middleware, "middleware must not be null");
    addAsync(
        socket -> {
          middleware.check(socket);
          return CompletableFuture.completedStage(null);
        });
  }

  void addAsync(AsyncMiddleware middleware) {
    middlewares.add(Objects.requireNonNull(middleware, "middleware must not be null"));
  }

  /** Starts the middlewares. Called on the event loop of the client. */
  void start(SocketLifecycle member) {
    if (middlewares.isEmpty()) {
      connect(member);
    } else {
      member.mailbox().execute(() -> next(member, middlewares.iterator()));
    }
  }

  /**
   * Connects the socket, on the event loop. The connection handlers run {@link #HANDLER_DELAY}
   * after CONNECT is written: a client may register its listeners when it receives CONNECT, and
   * would miss events that arrive together with it. Packets from the client wait in the mailbox
   * meanwhile.
   */
  private void connect(SocketLifecycle member) {
    Mailbox mailbox = member.mailbox();
    mailbox.hold(() -> onConnected.accept(member));
    if (member.connect()) {
      member.onLoop(HANDLER_DELAY, mailbox::release);
    }
  }

  private void next(SocketLifecycle member, Iterator<AsyncMiddleware> rest) {
    if (!rest.hasNext()) {
      member.onLoop(Duration.ZERO, () -> connect(member));
      return;
    }
    CompletionStage<?> decision = withTimeout(check(rest.next(), member));
    decision.whenComplete(
        (passed, failure) -> member.mailbox().execute(() -> decided(member, rest, failure)));
  }

  private void decided(
      SocketLifecycle member, Iterator<AsyncMiddleware> rest, @Nullable Throwable failure) {
    if (failure == null) {
      next(member, rest);
    } else {
      refuse(member, failure);
    }
  }

  private CompletionStage<?> withTimeout(CompletionStage<?> decision) {
    return decision
        .toCompletableFuture()
        .copy()
        .orTimeout(settings.timeouts().connect().toNanos(), TimeUnit.NANOSECONDS);
  }

  private CompletionStage<?> check(AsyncMiddleware middleware, SocketLifecycle member) {
    LoopWatchdog loops = settings.loops();
    if (loops != null) {
      loops.begin("middleware");
    }
    try {
      return Objects.requireNonNull(
          middleware.check(member.socket()), "a middleware returned no stage");
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    } finally {
      if (loops != null) {
        loops.end();
      }
    }
  }

  private void refuse(SocketLifecycle member, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ConnectRefusedException refused) {
      member.refuse(error(String.valueOf(refused.getMessage()), refused.data()));
    } else {
      settings.errors().onError(member.socket(), "middleware", cause == null ? failure : cause);
      member.refuse(error("Internal server error", null));
    }
  }

  private static Map<String, Object> error(String message, @Nullable Object data) {
    return data == null ? Map.of("message", message) : Map.of("message", message, "data", data);
  }
}
