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
import org.awaitility.Awaitility;

/**
 * A real Socket.IO client of a reference node. The test thread calls it; what it receives is kept.
 * It answers {@code ask} with the question, its id and three bytes, unless the question is {@code
 * silence}.
 */
public abstract class TestClient implements AutoCloseable {

  /** How long a start may take, and by default everything else. */
  static final int PATIENCE_SECONDS = 40;

  static final Duration START = Duration.ofSeconds(PATIENCE_SECONDS);

  /** One suite runs at a time. */
  private static volatile Duration patience = START;

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> connected = new CompletableFuture<>();

  TestClient() {}

  /** An event that came. */
  private record Received(String event, JsonNode args) {}

  /** How long a case waits for what must come. */
  static Duration patience() {
    return patience;
  }

  /** For the suite that runs now: short where it is known that something will not come. */
  static void patience(Duration patience) {
    TestClient.patience = patience;
  }

  /** Emits an event, and completes with the values of its acknowledgement. */
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
    received.add(new Received(event, args));
  }

  /**
   * Its socket id, once it is connected.
   *
   * @return the id
   */
  public String sid() {
    return started(connected, "connect");
  }

  /**
   * Emits an event that is acknowledged.
   *
   * @param event one of the reference node's
   * @param args plain values, {@code byte[]}, or maps and lists of plain values
   * @return the values of the acknowledgement
   */
  public CompletableFuture<JsonNode> start(String event, Object... args) {
    return start(event, Values.of(args));
  }

  /**
   * As {@link #start(String, Object...)}, and waits.
   *
   * @param event one of the reference node's
   * @param args as there
   * @return the values of the acknowledgement, an array
   */
  public JsonNode call(String event, Object... args) {
    return get(start(event, args), event);
  }

  /**
   * As {@link #call}, for an event that acknowledges that it is done; fails if it is not.
   *
   * @param event one of the reference node's
   * @param args as there
   */
  public void run(String event, Object... args) {
    assertThat(call(event, args)).isEqualTo(Values.of(true));
  }

  /**
   * What has come so far.
   *
   * @param event the name of the events
   * @return the arguments of each, an array
   */
  public List<JsonNode> received(String event) {
    return received.stream().filter(any -> any.event().equals(event)).map(Received::args).toList();
  }

  /**
   * Waits until an event with just these arguments has come.
   *
   * @param event its name
   * @param args its arguments
   */
  public void awaits(String event, Object... args) {
    JsonNode expected = Values.of(args);
    Awaitility.await(sid() + " to receive " + event + expected)
        .atMost(patience)
        .until(() -> received.contains(new Received(event, expected)));
  }

  /**
   * Waits until an event has come, whatever its arguments. The JavaScript client also receives
   * {@code connect}, and {@code disconnect} with the reason and whether it connects again by
   * itself.
   *
   * @param event its name
   * @return the arguments of the first such event, an array
   */
  JsonNode awaitsFirst(String event) {
    Awaitility.await("the client to receive " + event)
        .atMost(patience)
        .until(() -> !received(event).isEmpty());
    return received(event).get(0);
  }

  /**
   * What its node tells about itself.
   *
   * @return id, live nodes and {@code ClusterStats}
   */
  public JsonNode stats() {
    return call("stats").path(0);
  }

  /**
   * The argument of {@code emit_sid} and {@code ask}.
   *
   * @param sid to whom
   * @param data what
   * @return the argument
   */
  public static Map<String, Object> to(String sid, Object data) {
    return Map.of("sid", sid, "data", data instanceof byte[] bytes ? Values.bytes(bytes) : data);
  }

  /**
   * The argument of {@code to_room} and {@code ask_room}.
   *
   * @param room to whom
   * @param data what
   * @return the argument
   */
  public static Map<String, Object> toRoom(String room, Object data) {
    return Map.of("room", room, "data", data);
  }

  static <T> T get(CompletableFuture<T> future, String what) {
    return get(future, what, patience);
  }

  /** As {@link #get}, of what starts: however impatient a suite is, it waits for this. */
  static <T> T started(CompletableFuture<T> future, String what) {
    return get(future, what, START);
  }

  private static <T> T get(CompletableFuture<T> future, String what, Duration atMost) {
    try {
      return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(what + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
