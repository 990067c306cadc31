package io.sidecast.cluster.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterBus.RemoteResponses;
import io.sidecast.cluster.message.Message;
import io.sidecast.operation.ResponsePart;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PendingRequestTest {

  private static final NodeId ONE = new NodeId("node-1");
  private static final NodeId TWO = new NodeId("node-2");
  private static final ResponsePart ANSWER = new ResponsePart.Name("answer");

  private final PendingRequest request = new PendingRequest(Set.of(ONE, TWO));

  private static Message.Response response(int expected, ResponsePart... responses) {
    return new Message.Response(1, expected, List.of(responses));
  }

  private RemoteResponses result() {
    return request.result().toCompletableFuture().getNow(null);
  }

  @Test
  void isDoneWhenEveryClientOfEveryNodeHasAnswered() {
    request.onResponse(ONE, response(0), 1);
    request.onResponse(TWO, response(2), 1);
    request.onResponse(TWO, response(2, ANSWER), 1);
    assertThat(result()).isNull();
    request.onResponse(TWO, response(2, ANSWER), 1);
    assertThat(result())
        .isEqualTo(new RemoteResponses(List.of(ANSWER, ANSWER), Map.of(), Set.of()));
  }

  @Test
  void subtractsAClientThatLeaves() {
    request.onResponse(ONE, response(0), 1);
    request.onResponse(TWO, response(2, ANSWER), 1);
    request.onResponse(TWO, response(1), 1);
    assertThat(result()).isEqualTo(new RemoteResponses(List.of(ANSWER), Map.of(), Set.of()));
  }

  @Test
  void namesTheNodeThatDied() {
    request.onResponse(ONE, response(1, ANSWER), 1);
    request.nodeLeft(TWO);
    assertThat(result()).isEqualTo(new RemoteResponses(List.of(ANSWER), Map.of(), Set.of(TWO)));
  }

  @Test
  void namesTheNodeThatDiedWithAnswersOutstanding() {
    request.onResponse(ONE, response(3, ANSWER), 1);
    request.onResponse(TWO, response(0), 1);
    request.nodeLeft(ONE);
    assertThat(result()).isEqualTo(new RemoteResponses(List.of(ANSWER), Map.of(), Set.of(ONE)));
  }

  @Test
  void doesNotBlameANodeThatHadAnsweredAndThenDied() {
    request.onResponse(ONE, response(1, ANSWER), 1);
    request.nodeLeft(ONE);
    request.onResponse(TWO, response(0), 1);
    assertThat(result()).isEqualTo(new RemoteResponses(List.of(ANSWER), Map.of(), Set.of()));
  }

  @Test
  void tellsSilentNodesFromSilentClientsWhenTheTimeIsUp() {
    request.onResponse(TWO, response(3, ANSWER), 1);
    request.timedOut();
    assertThat(result())
        .isEqualTo(new RemoteResponses(List.of(ANSWER), Map.of(TWO, 2), Set.of(ONE)));
  }

  @Test
  void waitsForThoseToWhomANodeHasPassedTheQuestionOn() {
    var asked = new PendingRequest(Set.of(ONE));
    asked.forwarded(Set.of(TWO));
    asked.onResponse(ONE, response(1, ANSWER), 1);
    assertThat(asked.result().toCompletableFuture()).isNotDone();
    asked.onResponse(TWO, response(0), 1);
    assertThat(asked.result().toCompletableFuture())
        .isCompletedWithValue(new RemoteResponses(List.of(ANSWER), Map.of(), Set.of()));
  }

  @Test
  void nodeThatRespondedBeforeItsForwardIsKnownIsNotAwaited() {
    var asked = new PendingRequest(Set.of(ONE));
    asked.onResponse(TWO, response(1, ANSWER), 1);
    asked.forwarded(Set.of(TWO));
    asked.onResponse(ONE, response(0), 1);
    assertThat(asked.result().toCompletableFuture())
        .isCompletedWithValue(new RemoteResponses(List.of(ANSWER), Map.of(), Set.of()));
  }
}
