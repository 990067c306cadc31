package io.sidecast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.ClusterBus.RemoteAnswers;
import io.sidecast.packet.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestTest {

  private static final NodeId ONE = new NodeId("node-1");
  private static final NodeId TWO = new NodeId("node-2");
  private static final Answer ANSWER = new Answer.Name("answer");

  private final Request request = new Request(Set.of(ONE, TWO));

  private static Message.Reply reply(int expected, Answer... answers) {
    return new Message.Reply(1, expected, List.of(answers));
  }

  private RemoteAnswers result() {
    return request.result().toCompletableFuture().getNow(null);
  }

  @Test
  void isDoneWhenEveryClientOfEveryNodeHasAnswered() {
    request.onReply(ONE, reply(0));
    request.onReply(TWO, reply(2));
    request.onReply(TWO, reply(2, ANSWER));
    assertThat(result()).isNull();
    request.onReply(TWO, reply(2, ANSWER));
    assertThat(result()).isEqualTo(new RemoteAnswers(List.of(ANSWER, ANSWER), Map.of(), Set.of()));
  }

  @Test
  void subtractsAClientThatLeaves() {
    request.onReply(ONE, reply(0));
    request.onReply(TWO, reply(2, ANSWER));
    request.onReply(TWO, reply(1));
    assertThat(result()).isEqualTo(new RemoteAnswers(List.of(ANSWER), Map.of(), Set.of()));
  }

  @Test
  void namesTheNodeThatDied() {
    request.onReply(ONE, reply(1, ANSWER));
    request.nodeLeft(TWO);
    assertThat(result()).isEqualTo(new RemoteAnswers(List.of(ANSWER), Map.of(), Set.of(TWO)));
  }

  @Test
  void namesTheNodeThatDiedWithAnswersOutstanding() {
    request.onReply(ONE, reply(3, ANSWER));
    request.onReply(TWO, reply(0));
    request.nodeLeft(ONE);
    assertThat(result()).isEqualTo(new RemoteAnswers(List.of(ANSWER), Map.of(), Set.of(ONE)));
  }

  @Test
  void doesNotBlameANodeThatHadAnsweredAndThenDied() {
    request.onReply(ONE, reply(1, ANSWER));
    request.nodeLeft(ONE);
    request.onReply(TWO, reply(0));
    assertThat(result()).isEqualTo(new RemoteAnswers(List.of(ANSWER), Map.of(), Set.of()));
  }

  @Test
  void tellsSilentNodesFromSilentClientsWhenTheTimeIsUp() {
    request.onReply(TWO, reply(3, ANSWER));
    request.timedOut();
    assertThat(result()).isEqualTo(new RemoteAnswers(List.of(ANSWER), Map.of(TWO, 2), Set.of(ONE)));
  }

  @Test
  void waitsForThoseToWhomANodeHasPassedTheQuestionOn() {
    var asked = new Request(Set.of(ONE));
    asked.passedOn(Set.of(TWO));
    asked.onReply(ONE, reply(1, ANSWER));
    assertThat(asked.result().toCompletableFuture()).isNotDone();
    asked.onReply(TWO, reply(0));
    assertThat(asked.result().toCompletableFuture())
        .isCompletedWithValue(new RemoteAnswers(List.of(ANSWER), Map.of(), Set.of()));
  }

  @Test
  void whoHasRepliedBeforeItIsKnownThatHeWasAskedIsNotWaitedFor() {
    var asked = new Request(Set.of(ONE));
    asked.onReply(TWO, reply(1, ANSWER));
    asked.passedOn(Set.of(TWO));
    asked.onReply(ONE, reply(0));
    assertThat(asked.result().toCompletableFuture())
        .isCompletedWithValue(new RemoteAnswers(List.of(ANSWER), Map.of(), Set.of()));
  }
}
