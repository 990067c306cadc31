package io.sidecast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.ClusterBus.RemoteAcks;
import io.sidecast.packet.Payload;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AckRequestTest {

  private static final NodeId ONE = new NodeId("node-1");
  private static final NodeId TWO = new NodeId("node-2");
  private static final Payload ANSWER = new Payload(new byte[] {'[', ']'}, List.of());

  private final AckRequest request = new AckRequest(Set.of(ONE, TWO));

  private static Message.Acks acks(int clients, Payload... answers) {
    return new Message.Acks(1, clients, List.of(answers));
  }

  private RemoteAcks result() {
    return request.result().toCompletableFuture().getNow(null);
  }

  @Test
  void isDoneWhenEveryClientOfEveryNodeHasAnswered() {
    request.onAcks(ONE, acks(0));
    request.onAcks(TWO, acks(2));
    request.onAcks(TWO, acks(2, ANSWER));
    assertThat(result()).isNull();
    request.onAcks(TWO, acks(2, ANSWER));
    assertThat(result()).isEqualTo(new RemoteAcks(List.of(ANSWER, ANSWER), 0, Set.of()));
  }

  @Test
  void subtractsAClientThatLeaves() {
    request.onAcks(ONE, acks(0));
    request.onAcks(TWO, acks(2, ANSWER));
    request.onAcks(TWO, acks(1));
    assertThat(result()).isEqualTo(new RemoteAcks(List.of(ANSWER), 0, Set.of()));
  }

  @Test
  void namesTheNodeThatDied() {
    request.onAcks(ONE, acks(1, ANSWER));
    request.nodeLeft(TWO);
    assertThat(result()).isEqualTo(new RemoteAcks(List.of(ANSWER), 0, Set.of(TWO)));
  }

  @Test
  void namesTheNodeThatDiedWithAnswersOutstanding() {
    request.onAcks(ONE, acks(3, ANSWER));
    request.onAcks(TWO, acks(0));
    request.nodeLeft(ONE);
    assertThat(result()).isEqualTo(new RemoteAcks(List.of(ANSWER), 0, Set.of(ONE)));
  }

  @Test
  void doesNotBlameANodeThatHadAnsweredAndThenDied() {
    request.onAcks(ONE, acks(1, ANSWER));
    request.nodeLeft(ONE);
    request.onAcks(TWO, acks(0));
    assertThat(result()).isEqualTo(new RemoteAcks(List.of(ANSWER), 0, Set.of()));
  }

  @Test
  void tellsSilentNodesFromSilentClientsWhenTheTimeIsUp() {
    request.onAcks(TWO, acks(3, ANSWER));
    request.timedOut();
    assertThat(result()).isEqualTo(new RemoteAcks(List.of(ANSWER), 2, Set.of(ONE)));
  }
}
