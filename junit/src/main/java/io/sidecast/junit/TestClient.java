package io.sidecast.junit;

import io.sidecast.junit.Inbox.Deadline;
import io.sidecast.socket.TypeRef;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Manager;
import io.socket.client.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The official Java client of Socket.IO, connected to one namespace. As a parameter of a test it is
 * connected before the test and closed after it; {@link TestClients} creates others. It never
 * reconnects.
 *
 * <p>It stores the events that it receives until an expectation takes them, 10,000 at most. Each
 * method that waits does so until the deadline of the extension, 10 seconds by default, and then
 * fails with an {@link AssertionError} that lists the events that have arrived instead. It fails at
 * once if the connection ends. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TestClient implements AutoCloseable {

  /** The maximum time for the end of a connection. */
  static final Duration CLOSE = Duration.ofSeconds(5);

  /** The event of the fences of {@link #expectNothing}. */
  static final String FENCE = "sidecast:fence";

  private final ClientScope scope;
  private final TestClients.Settings settings;
  private final Socket socket;
  private final Inbox inbox = new Inbox();
  private final CompletableFuture<@Nullable ConnectError> outcome = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final Map<String, Object[]> answers = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> fences = new ConcurrentHashMap<>();
  private final AtomicBoolean answersFences = new AtomicBoolean();
  private volatile String id = "";

  private TestClient(ClientScope scope, TestClients.Settings settings, IO.Options options) {
    this.scope = scope;
    this.settings = settings;
    String url = scope.url(settings.server());
    socket = IO.socket(URI.create(url + settings.namespace()), options);
  }

  /** Starts to connect. {@link #outcome} waits for the result. */
  static TestClient open(ClientScope scope, TestClients.Settings settings, IO.Options options) {
    var client = new TestClient(scope, settings, options);
    client.listen();
    client.socket.connect();
    return client;
  }

  private void listen() {
    socket.on(Socket.EVENT_CONNECT, args -> connected());
    socket.on(Socket.EVENT_CONNECT_ERROR, args -> outcome.complete(ConnectError.of(args[0])));
    socket.on(Socket.EVENT_DISCONNECT, args -> end(String.valueOf(args[0])));
    socket.io().on(Manager.EVENT_CLOSE, args -> closed.complete(null));
    socket.onAnyIncoming(this::receive);
  }

  private void connected() {
    id = socket.id();
    outcome.complete(null);
  }

  private void end(String reason) {
    inbox.end(reason);
    ended.complete(reason);
  }

  private void receive(Object... eventAndArgs) {
    String event = (String) eventAndArgs[0];
    int end = eventAndArgs.length;
    if (event.equals(FENCE)) {
      fence(String.valueOf(eventAndArgs[1])).complete(null);
      return;
    }
    if (eventAndArgs[end - 1] instanceof Ack ack) {
      end--;
      Object[] values = answers.get(event);
      if (values != null) {
        ack.call(values);
      }
    }
    inbox.add(Received.of(event, 1, Arrays.copyOf(eventAndArgs, end)));
  }

  /** Waits until the client is connected or refused, and returns the error of a refusal. */
  @Nullable ConnectError outcome() {
    return get(outcome, () -> "not connected to " + this);
  }

  /**
   * Returns the id of the socket, which is that of {@code socket.id()} on the server.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * Emits an event.
   *
   * @param event the name of the event
   * @param args the arguments: values that Jackson converts to JSON, and {@code byte[]} anywhere in
   *     them for binary
   * @throws AssertionError if the client is disconnected
   */
  public void emit(String event, @Nullable Object... args) {
    requireConnected(event);
    socket.emit(event, ClientValues.toClient(args));
  }

  /**
   * Emits an event and waits for its acknowledgement.
   *
   * @param event the name of the event
   * @param args the arguments, see {@link #emit}
   * @return the arguments of the acknowledgement
   * @throws AssertionError if no acknowledgement arrives, or if the client is disconnected
   */
  public Received emitWithAck(String event, @Nullable Object... args) {
    requireConnected(event);
    var answer = new CompletableFuture<Received>();
    ended.thenAccept(
        reason ->
            answer.completeExceptionally(new AssertionError("no acknowledgement of " + event)));
    Ack ack = values -> answer.complete(Received.of(event, 0, values));
    socket.emit(event, ClientValues.toClient(args), ack);
    return get(answer, () -> "no acknowledgement of \"" + event + "\"");
  }

  /**
   * Acknowledges all events of a name from now on. Without this method the client acknowledges no
   * event. Expectations receive these events too.
   *
   * @param event the name of the event
   * @param values the arguments of the acknowledgement, see {@link #emit}
   */
  public void answer(String event, @Nullable Object... values) {
    answers.put(event, ClientValues.toClient(values));
  }

  /**
   * Takes the next event of a name. It waits until the event arrives, and leaves other events for
   * other expectations.
   *
   * @param event the name of the event
   * @return the event
   * @throws AssertionError if the event does not arrive
   */
  public Received expect(String event) {
    return inbox.take(event, deadline());
  }

  /**
   * Takes the next event of a name, see {@link #expect(String)}, and converts its first argument.
   *
   * @param event the name of the event
   * @param type the class of the argument; {@code byte[]} for binary
   * @param <T> the type of the argument
   * @return the first argument
   * @throws AssertionError if the event does not arrive, or if its first argument is missing, null,
   *     or does not fit the type
   */
  public <T> T expect(String event, Class<T> type) {
    return expect(event).as(type);
  }

  /**
   * Takes the next event of a name, see {@link #expect(String)}, and converts its first argument.
   *
   * @param event the name of the event
   * @param type the type of the argument, with type arguments
   * @param <T> the type of the argument
   * @return the first argument
   * @throws AssertionError if the event does not arrive, or if its first argument is missing, null,
   *     or does not fit the type
   */
  public <T> T expect(String event, TypeRef<T> type) {
    return expect(event).as(type);
  }

  /**
   * Takes the next event, which must have a name: no other event may wait or arrive before it.
   *
   * @param event the name of the event
   * @return the event
   * @throws AssertionError if another event comes first, or if none arrives
   */
  public Received expectNext(String event) {
    return inbox.takeNext(event, deadline());
  }

  /**
   * Checks that no event has arrived but those that expectations have taken, and that none is under
   * way. It does not wait for time to pass, but for fences: first all connected clients of the test
   * emit an event and wait for its acknowledgement, which follows the handlers of their earlier
   * events; then each server emits an event to this client and waits until it arrives, behind all
   * earlier emits of that server. Emits that a handler makes after it has returned, in a stage or
   * on another thread, are not covered. Over Kafka and a Redis Cluster, emits of other servers to
   * rooms are not covered either.
   *
   * <p>The fences are events of the name {@code sidecast:fence}, which no expectation receives.
   * Event middlewares and catch-all listeners of the application receive those of the clients.
   *
   * @param events the names of the events that must not arrive; none for all events
   * @throws AssertionError if there is such an event, or if a fence does not arrive
   * @throws IllegalStateException if the extension has no server, only a URL
   */
  public void expectNothing(String... events) {
    scope.fence(this);
    if (events.length == 0) {
      inbox.requireNone("event", received -> true);
    } else {
      Set<String> names = Set.of(events);
      inbox.requireNone("event " + names, received -> names.contains(received.event()));
    }
  }

  /**
   * Waits until the connection has ended.
   *
   * @return the reason of the Java client: {@code io server disconnect}, {@code io client
   *     disconnect}, {@code transport close}, {@code transport error}, or {@code ping timeout}
   * @throws AssertionError if the client stays connected
   */
  public String expectDisconnect() {
    return inbox.awaitEnd(deadline());
  }

  /**
   * Disconnects and waits until the connection has ended, 5 seconds at most. Idempotent. The
   * extension closes every client after the test.
   */
  @Override
  public void close() {
    disconnect();
    awaitClosed(CLOSE);
  }

  void disconnect() {
    socket.disconnect();
    if (!outcome.isDone() || outcome.join() != null) {
      closed.complete(null);
    }
  }

  void awaitClosed(Duration longest) {
    try {
      closed.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The scope ends the connection.
      closed.complete(null);
    }
  }

  boolean isConnected() {
    return socket.connected();
  }

  String namespace() {
    return settings.namespace();
  }

  /** Returns true at the first call. */
  boolean mayAnswerFences() {
    return answersFences.compareAndSet(false, true);
  }

  /** Returns the future of the arrival of a fence, which fails if the connection ends. */
  CompletableFuture<Void> fence(String number) {
    return fences.computeIfAbsent(
        number,
        any -> {
          var arrival = new CompletableFuture<Void>();
          ended.thenAccept(reason -> arrival.completeExceptionally(new AssertionError(reason)));
          return arrival;
        });
  }

  void forget(String fence) {
    fences.remove(fence);
  }

  /** Waits for a future until the deadline. */
  <T extends @Nullable Object> T get(CompletableFuture<T> future, Description failure) {
    Duration time = settings.timeout();
    try {
      return future.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          failure.text() + " within " + Inbox.text(time) + "; " + inbox.listing(), e);
    } catch (ExecutionException e) {
      throw new AssertionError(failure.text() + "; " + inbox.listing(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private Deadline deadline() {
    return new Deadline(settings.timeout());
  }

  private void requireConnected(String event) {
    if (inbox.end() != null) {
      throw new AssertionError("cannot emit \"" + event + "\"; " + inbox.listing());
    }
  }

  /**
   * Returns the address and the id, for failure messages.
   *
   * @return the text
   */
  @Override
  public String toString() {
    return scope.url(settings.server()) + settings.namespace() + (id.isEmpty() ? "" : " as " + id);
  }

  /** Describes a failure. */
  @FunctionalInterface
  interface Description {
    String text();
  }
}
