package io.sidecast.conformance.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.Values;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/**
 * One connection of a client that sends and receives numbered messages. Immutable.
 *
 * @param name the name of the connection, which no other one of the run has
 * @param client the client
 * @param watch the observation of its node
 */
record ChaosGuest(String name, TestClient client, NodeWatch watch) {

  private static final String ROOM = "chaos";

  /** A kind of message. */
  enum Path {
    /** To the socket of one client, over the channel of its node. */
    SOCKET,
    /** To a room of all clients. */
    ROOM,
    /** To all clients. */
    BROADCAST
  }

  /** Joins the room of all clients. */
  void join() {
    client.run("join", ROOM);
  }

  /** Returns the name of the stream of numbered messages of a kind, to one client or to all. */
  String stream(Path path, ChaosGuest to) {
    return name + ' ' + path + (path == Path.SOCKET ? " " + to.name : "");
  }

  /**
   * Sends a message. A client that has ended with its node sends nothing.
   *
   * @return whether the server has accepted it
   */
  CompletableFuture<Boolean> send(Emission emission) {
    String text = emission.text();
    try {
      CompletableFuture<JsonNode> answer =
          switch (emission.path()) {
            case SOCKET ->
                client.start("emit_sid", TestClient.to(emission.to().get(0).client.sid(), text));
            case ROOM -> client.start("to_room", TestClient.toRoom(ROOM, text));
            case BROADCAST -> client.start("bcast", text);
          };
      return answer.thenApply(Values.of(true)::equals);
    } catch (UncheckedIOException ended) {
      return CompletableFuture.completedFuture(false);
    }
  }

  /** Returns whether the client of another connection is at the same node. */
  boolean isBeside(ChaosGuest other) {
    return watch == other.watch;
  }

  @Override
  public String toString() {
    return name;
  }
}
