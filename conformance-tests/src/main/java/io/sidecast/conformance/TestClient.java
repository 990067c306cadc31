package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Socket.IO client of a reference node, with all events that it received. It answers the
 * event {@code ask} with the data, its id and three bytes, unless the data is {@code silence}.
 * Called by the test thread.
 */
public abstract class TestClient implements AutoCloseable {

  /** The longest duration of a start, and by default of everything else, in seconds. */
  public static final int MAX_WAIT_SECONDS = 40;

  static final Duration START = Duration.ofSeconds(MAX_WAIT_SECONDS);

  /** The longest wait of the running suite; one suite runs at a time. */
  private static volatile Duration maxWait = START;

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> connected = new CompletableFuture<>();
  private volatile BiConsumer<String, JsonNode> listener =
      (event, args) -> received.add(new Received(event, args));

  TestClient() {}

  /** A received event. */
  private record Received(String event, JsonNode args) {}

  /**
   * Connects the official Java client to a server, without waiting.
   *
   * @param url the URL of the server, with the namespace as its path
   * @param transports {@code polling}, {@code websocket}, or both in the order of an upgrade
   * @return the client
   */
  public static TestClient connect(String url, String... transports) {
    return new JavaTestClient(url, transports);
  }

  /**
   * Connects the official JavaScript client with the parser of an npm package, without waiting.
   *
   * @param url the URL of the server
   * @param transports the transports, separated by commas
   * @param parser the name of the package
   * @return the client
   */
  public static TestClient connectJavaScript(String url, String transports, String parser) {
    return JavaScriptTestClient.withParser(url, transports, parser);
  }

  /**
   * Returns how long a case waits for an expected fact.
   *
   * @return the longest wait of the running suite
   */
  public static Duration maxWait() {
    return maxWait;
  }

  /** Sets the longest wait of the running suite: short where events are expected to stay out. */
  static void maxWait(Duration maxWait) {
    TestClient.maxWait = maxWait;
  }

  /** Emits an event and completes with the values of its acknowledgement. */
  abstract CompletableFuture<JsonNode> start(String event, ArrayNode args);

  @Override
  public abstract void close();

  void connected(String sid) {
    connected.complete(sid);
  }

  void failed(String why) {
    connected.completeExceptionally(new IllegalStateException("cannot connect: " + why));
  }

  void received(String event, JsonNode args) {
    listener.accept(event, args);
  }

  /**
   * Passes all further events to a listener, and stores them no longer.
   *
   * @param listener receives the name and the arguments of each event, on a thread of the client
   */
  public void onEvent(BiConsumer<String, JsonNode> listener) {
    this.listener = listener;
  }

  /**
   * Returns the client's socket id, once it is connected.
   *
   * @return the id
   */
  public String sid() {
    return started(connected, "connect");
  }

  /**
   * Emits an event that is acknowledged.
   *
   * @param event an event of the reference node
   * @param args plain values, {@code byte[]}, or maps and lists of plain values
   * @return the values of the acknowledgement
   */
  public CompletableFuture<JsonNode> start(String event, Object... args) {
    return start(event, Values.of(args));
  }

  /**
   * Emits like {@link #start(String, Object...)} and waits for the acknowledgement.
   *
   * @param event an event of the reference node
   * @param args plain values, {@code byte[]}, or maps and lists of plain values
   * @return the values of the acknowledgement, an array
   */
  public JsonNode call(String event, Object... args) {
    return get(start(event, args), event);
  }

  /**
   * Emits like {@link #call} and fails unless the event is acknowledged with {@code true}.
   *
   * @param event an event of the reference node
   * @param args plain values, {@code byte[]}, or maps and lists of plain values
   */
  public void run(String event, Object... args) {
    assertThat(call(event, args)).isEqualTo(Values.of(true));
  }

  /**
   * Returns the events received so far.
   *
   * @param event the name of the events
   * @return the arguments of each, an array
   */
  public List<JsonNode> received(String event) {
    return received.stream().filter(any -> any.event().equals(event)).map(Received::args).toList();
  }

  /**
   * Waits until an event with exactly these arguments has arrived.
   *
   * @param event the name of the event
   * @param args the arguments
   */
  public void awaits(String event, Object... args) {
    JsonNode expected = Values.of(args);
    await(event, expected.toString(), all -> all.contains(expected));
  }

  /** Waits until a number of events of one name has arrived. */
  void awaitsCount(String event, int count) {
    await(event, "×" + count, all -> all.size() >= count);
  }

  /**
   * Waits until an event has arrived, with any arguments. The JavaScript client also receives
   * {@code connect}, and {@code disconnect} with the reason and whether it reconnects by itself.
   *
   * @param event the name of the event
   * @return the arguments of the first such event, an array
   */
  JsonNode awaitsFirst(String event) {
    awaitsCount(event, 1);
    return received(event).get(0);
  }

  /**
   * Returns the report of the client's node about itself.
   *
   * @return id, live nodes and {@code ClusterStats}
   */
  public JsonNode stats() {
    return call("stats").path(0);
  }

  /**
   * Returns the {@code ClusterState} of the client's node.
   *
   * @return the name of the state
   */
  public String state() {
    return stats().path("stats").path("state").asText();
  }

  /**
   * Waits until the client's node has a state.
   *
   * @param state the name of a {@code ClusterState}
   */
  public void awaitsState(String state) {
    Awaitility.await("the node of " + sid() + " to be " + state)
        .atMost(maxWait)
        .until(this::state, state::equals);
  }

  /**
   * Creates the argument of {@code emit_sid} and {@code ask}.
   *
   * @param sid the socket id of the receiver
   * @param data the data to send
   * @return the argument
   */
  public static Map<String, Object> to(String sid, Object data) {
    return Map.of("sid", sid, "data", data instanceof byte[] bytes ? Values.bytes(bytes) : data);
  }

  /**
   * Creates the argument of {@code to_room} and {@code ask_room}.
   *
   * @param room the room of the receivers
   * @param data the data to send
   * @return the argument
   */
  public static Map<String, Object> toRoom(String room, Object data) {
    return Map.of("room", room, "data", data);
  }

  private void await(String event, String what, Predicate<List<JsonNode>> arrived) {
    try {
      Awaitility.await().atMost(maxWait).until(() -> arrived.test(received(event)));
    } catch (ConditionTimeoutException late) {
      List<JsonNode> all = received(event);
      String last = all.isEmpty() ? "" : ", last " + all.get(all.size() - 1);
      throw new AssertionError(
          "not within %s: %s to receive %s%s; received %d%s"
              .formatted(maxWait, sid(), event, what, all.size(), last),
          late);
    }
  }

  /**
   * Waits for a future that must succeed.
   *
   * @param future the future
   * @param what the awaited fact in words, for the failure
   * @param <T> the type of the result
   * @return the result
   */
  public static <T> T get(CompletableFuture<T> future, String what) {
    return get(future, what, maxWait);
  }

  /** Waits like {@link #get} for something that starts, always with the long start timeout. */
  static <T> T started(CompletableFuture<T> future, String what) {
    return get(future, what, START);
  }

  private static <T> T get(CompletableFuture<T> future, String what, Duration atMost) {
    try {
      return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(
          e instanceof TimeoutException ? "not within " + atMost + ": " + what : what + ": " + e,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
