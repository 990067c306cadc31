package io.sidecast.cluster;

import io.sidecast.cluster.ClusterBus.RemoteAcks;
import io.sidecast.packet.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Collects the acknowledgements of the clients of other nodes. Any thread. */
final class AckRequest {

  private final CompletableFuture<RemoteAcks> result = new CompletableFuture<>();
  private final Set<NodeId> silent;
  private final Map<NodeId, Integer> answered = new HashMap<>();
  private final Map<NodeId, Integer> outstanding = new HashMap<>();
  private final Set<NodeId> dead = new HashSet<>();
  private final List<Payload> answers = new ArrayList<>();

  AckRequest(Set<NodeId> asked) {
    silent = new HashSet<>(asked);
  }

  CompletionStage<RemoteAcks> result() {
    return result;
  }

  synchronized void onAcks(NodeId node, Message.Acks acks) {
    silent.remove(node);
    answers.addAll(acks.answers());
    int count = answered.merge(node, acks.answers().size(), Integer::sum);
    outstanding.put(node, Math.max(0, acks.clients() - count));
    completeIfDone();
  }

  synchronized void nodeLeft(NodeId node) {
    boolean wasSilent = silent.remove(node);
    Integer missing = outstanding.remove(node);
    if (wasSilent || (missing != null && missing > 0)) {
      dead.add(node);
    }
    completeIfDone();
  }

  synchronized void timedOut() {
    result.complete(snapshot());
  }

  /** The question did not leave this node. */
  void failed(Throwable failure) {
    result.completeExceptionally(failure);
  }

  private void completeIfDone() {
    if (silent.isEmpty() && outstanding.values().stream().allMatch(missing -> missing == 0)) {
      result.complete(snapshot());
    }
  }

  private RemoteAcks snapshot() {
    var missing = new HashSet<>(silent);
    missing.addAll(dead);
    int unanswered = outstanding.values().stream().mapToInt(Integer::intValue).sum();
    return new RemoteAcks(List.copyOf(answers), unanswered, Set.copyOf(missing));
  }
}
