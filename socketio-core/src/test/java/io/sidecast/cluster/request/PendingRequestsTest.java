package io.sidecast.cluster.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterBus.RemoteResponses;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.membership.Membership;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.queue.ClusterExecutor;
import io.sidecast.cluster.queue.Counters;
import io.sidecast.operation.ResponsePart;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {

  private static final NodeId SELF = new NodeId("node-0");
  private static final NodeId ONE = new NodeId("node-1");
  private static final ResponsePart LARGE = new ResponsePart.Name("x".repeat(1_000));

  private final ClusterExecutor thread = new ClusterExecutor(SELF, null);
  private final Counters counters = new Counters();
  private final PendingRequests requests =
      new PendingRequests(
          thread, new Membership(SELF, Duration.ofMinutes(5), ClusterEvents.NONE), counters, 5_000);
  private long last;

  @AfterEach
  void end() {
    thread.end();
  }

  private CompletableFuture<RemoteResponses> request() {
    return requests
        .sendToNonMember(
            ONE,
            Duration.ofMinutes(5),
            id -> {
              last = id;
              return CompletableFuture.completedFuture(null);
            })
        .toCompletableFuture();
  }

  private void respond(int expected) {
    requests.onResponse(ONE, new Message.Response(last, expected, List.of(LARGE)));
  }

  @Test
  void responsesThatDoNotFitAreDroppedAndTheirNodeIsMissing() {
    CompletableFuture<RemoteResponses> request = request();
    respond(10);
    respond(10);
    assertThat(request).isNotDone();
    respond(10);
    RemoteResponses result = request.join();
    assertThat(result.parts()).hasSize(2);
    assertThat(result.missing()).containsExactly(ONE);
    assertThat(counters.overLimit.sum()).isOne();
  }

  @Test
  void responsesOfCompleteRequestsNeedNoSpace() {
    for (int i = 0; i < 10; i++) {
      CompletableFuture<RemoteResponses> request = request();
      respond(2);
      respond(2);
      assertThat(request.join().parts()).hasSize(2);
      respond(2);
    }
    assertThat(counters.overLimit.sum()).isZero();
  }

  /** The failure of the node that the request was sent to has a place of its own. */
  @Test
  void failuresInTheNamesOfManyNodesAreBounded() {
    CompletableFuture<RemoteResponses> request = request();
    for (int i = 0; i < 20_000; i++) {
      requests.onRequestFailed(
          new NodeId("%06d".formatted(i)), new Message.RequestFailed(last, "forged"));
    }
    requests.onRequestFailed(ONE, new Message.RequestFailed(last, "too large"));
    assertThat(request.join().missing()).hasSize(10_001).contains(ONE);
  }
}
