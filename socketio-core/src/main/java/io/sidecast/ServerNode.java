package io.sidecast;

import io.sidecast.adapter.Adapter;
import io.sidecast.adapter.AdapterSettings;
import io.sidecast.cluster.ClusterBus;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.socket.Namespaces;
import io.sidecast.socket.SocketSettings;
import io.sidecast.transport.HttpAttachment;
import io.sidecast.transport.HttpServer;
import io.sidecast.transport.TransportSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packages of one server, put together; its start and its end. Any thread. */
final class ServerNode {

  private static final Logger log = LoggerFactory.getLogger(ServerNode.class);
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

  private final Parts parts;
  private final Adapter adapter;
  private final Namespaces namespaces;
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile @Nullable HttpServer http;
  private volatile @Nullable HttpAttachment attachment;

  /**
   * What a server is made of.
   *
   * @param threads ended with the server
   * @param bus the way to the other nodes
   * @param sockets settings of the sockets
   * @param engine settings of the engine
   * @param transport settings of the transport
   */
  record Parts(
      ServerThreads threads,
      ClusterBus bus,
      SocketSettings sockets,
      EngineSettings engine,
      TransportSettings transport) {}

  ServerNode(Parts parts) {
    this.parts = parts;
    var settings = new AdapterSettings(parts.sockets().codec(), parts.threads().timer());
    this.adapter = Adapter.over(settings, parts.bus());
    this.namespaces = new Namespaces(adapter, parts.sockets());
  }

  ClusterBus bus() {
    return parts.bus();
  }

  Namespaces namespaces() {
    return namespaces;
  }

  int port() {
    HttpServer listening = http;
    if (listening == null) {
      throw new IllegalStateException("the server has not been started on a port of its own");
    }
    return listening.address().getPort();
  }

  CompletionStage<HttpServer> startAsync() {
    return open(engine -> HttpServer.start(engine, parts.transport()))
        .thenApply(listening -> http = listening);
  }

  CompletionStage<HttpAttachment> attachAsync() {
    return open(engine ->
            CompletableFuture.completedStage(HttpAttachment.of(engine, parts.transport().http())))
        .thenApply(attached -> attachment = attached);
  }

  private <T> CompletionStage<T> open(Function<EngineServer, CompletionStage<T>> door) {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("a server can be started once");
    }
    return adapter
        .open()
        .thenCompose(joined -> door.apply(new EngineServer(parts.engine(), namespaces)))
        .exceptionallyCompose(
            failure ->
                closeAsync().thenCompose(done -> CompletableFuture.failedStage(cause(failure))));
  }

  void start() {
    start(startAsync());
  }

  HttpAttachment attach() {
    return start(attachAsync());
  }

  private <T> T start(CompletionStage<T> door) {
    var starting = door.toCompletableFuture();
    try {
      return starting.get(START_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw unchecked(cause(e));
    } catch (TimeoutException e) {
      throw abandoned("the server did not start within " + START_DEADLINE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw abandoned("interrupted while the server was starting", e);
    }
  }

  private IllegalStateException abandoned(String message, Exception cause) {
    var failure = new IllegalStateException(message, cause);
    closeAsync()
        .whenComplete(
            (done, closeFailure) -> {
              if (closeFailure != null) {
                log.warn("an abandoned start could not be cleaned up", closeFailure);
              }
            });
    return failure;
  }

  CompletionStage<Void> closeAsync() {
    if (closing.compareAndSet(false, true)) {
      closeDoor()
          .handle((done, failure) -> bus().close())
          .thenCompose(stage -> stage)
          .whenComplete(
              (done, failure) -> {
                parts.threads().end();
                if (failure == null) {
                  closed.complete(null);
                } else {
                  closed.completeExceptionally(failure);
                }
              });
    }
    return closed.minimalCompletionStage();
  }

  private CompletionStage<Void> closeDoor() {
    HttpServer listening = http;
    HttpAttachment attached = attachment;
    if (listening != null) {
      return listening.close();
    }
    return attached == null ? CompletableFuture.completedStage(null) : attached.close();
  }

  void close() {
    try {
      closeAsync().toCompletableFuture().get(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the server is closed, but not cleanly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    parts.threads().handlers().close(CLOSE_DEADLINE);
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wrapped =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return wrapped && cause != null ? cause(cause) : failure;
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    return failure instanceof IOException io
        ? new UncheckedIOException(io.getMessage(), io)
        : new IllegalStateException(failure);
  }
}
