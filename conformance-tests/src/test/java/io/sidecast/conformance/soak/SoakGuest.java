package io.sidecast.conformance.soak;

import static io.sidecast.conformance.TestClient.to;
import static io.sidecast.conformance.TestClient.toRoom;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.TestNode;
import io.sidecast.conformance.Values;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * A client of a soak and its possible actions. Confined to the test thread.
 *
 * @param client the client
 * @param node the node that it is connected to
 * @param transports its transports, separated by commas
 */
record SoakGuest(TestClient client, TestNode node, String transports) {

  private static final int ROOMS = 12;

  /** A timeout in milliseconds that is longer than any request that ends for another reason. */
  private static final int FOR_EVER = 4_000 * TestClient.MAX_WAIT_SECONDS;

  private static final Predicate<JsonNode> DONE = Values.of(true)::equals;

  /**
   * An action: an event that is sent to a node.
   *
   * @param by the client that sent it
   * @param what the event and its arguments
   * @param answer the values of the acknowledgement
   * @param isRight whether the acknowledgement is that of a healthy cluster
   */
  record Deed(
      SoakGuest by, String what, CompletableFuture<JsonNode> answer, Predicate<JsonNode> isRight) {

    @Override
    public String toString() {
      return what + " by " + by.transports + " at " + by.node;
    }
  }

  /** Creates a client that is not connected yet. */
  static SoakGuest at(TestNode node, String transports) {
    return new SoakGuest(TestClient.connect(node.url(), transports.split(",")), node, transports);
  }

  /** Starts one of many actions, perhaps on another client. */
  Deed something(SplittableRandom random, SoakGuest other, SoakNodes nodes) {
    String room = "room " + random.nextInt(ROOMS);
    String sid = other.client.sid();
    String text = "text " + random.nextInt();
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> deed(DONE, "join", room);
      case 3 -> deed(DONE, "leave", room);
      case 4 -> deed(DONE, "to_room", toRoom(room, text));
      case 5 -> deed(DONE, "emit_sid", to(sid, text));
      case 6 -> deed(DONE, "bcast", text);
      case 7, 8 -> deed(answer -> answer.path(0).asText().equals(text), "ask", to(sid, text));
      case 9 -> deed(SoakGuest::allAnswered, "ask_room", toRoom(room, text));
      case 10 -> deed(SoakGuest::isError, "ask", question(sid, "silence", 300));
      case 11 -> deed(answer -> answer.size() == 1, "fetch", room);
      case 12 -> deed(answer -> answer.size() == 1, "count", room);
      case 13 -> deed(DONE, "remote_join", Map.of("sid", sid, "room", room));
      case 14 -> deed(DONE, "join", nodes.landmark(random));
      default ->
          deed(
              answer -> answer.path(0).size() == nodes.all().size() - 1,
              "ask_servers",
              Map.of("data", text));
    };
  }

  /**
   * Makes another client send a request that this one does not answer before it leaves. The leave
   * must end the request.
   */
  Deed askedInVainBy(SoakGuest requester) {
    return requester.deed(SoakGuest::isError, "ask", question(client.sid(), "silence", FOR_EVER));
  }

  Deed disconnectedBy(SoakGuest other) {
    return other.deed(DONE, "remote_disconnect", Map.of("sid", client.sid()));
  }

  private Deed deed(Predicate<JsonNode> isRight, String event, Object... args) {
    return new Deed(this, event + List.of(args), client.start(event, args), isRight);
  }

  private static Map<String, Object> question(String sid, String data, int timeoutMillis) {
    return Map.of("sid", sid, "data", data, "timeout", timeoutMillis);
  }

  private static boolean isError(JsonNode answer) {
    return answer.path(0).has("error");
  }

  private static boolean allAnswered(JsonNode answer) {
    JsonNode answers = answer.path(0);
    return answers.path("missing").asInt(-1) == 0 && answers.path("missing_nodes").isEmpty();
  }
}
