package io.sidecast.cluster.request;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterBus.RemoteResponses;
import io.sidecast.cluster.message.Message;
import io.sidecast.operation.ResponsePart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Collects the responses of other nodes to one request. Thread-safe. */
final class PendingRequest {

  private final CompletableFuture<RemoteResponses> result = new CompletableFuture<>();

  /** The maximum number of nodes to which a request may be forwarded. */
  private static final int MAX_NODES = 10_000;

  private final Set<NodeId> unresponsive;
  private final Map<NodeId, Integer> received = new HashMap<>();
  private final Map<NodeId, Integer> outstanding = new HashMap<>();
  private final Set<NodeId> dead = new HashSet<>();
  private final List<ResponsePart> parts = new ArrayList<>();

  PendingRequest(Set<NodeId> recipients) {
    unresponsive = new HashSet<>(recipients);
  }

  CompletionStage<RemoteResponses> result() {
    return result;
  }

  synchronized void onResponse(NodeId node, Message.Response response) {
    unresponsive.remove(node);
    parts.addAll(response.parts());
    int count = received.merge(node, response.parts().size(), Integer::sum);
    if (!dead.contains(node)) {
      outstanding.put(node, Math.max(0, response.expected() - count));
    }
    completeIfDone();
  }

  /** Adds nodes to which the request was forwarded. They may have responded already. */
  synchronized void forwarded(Set<NodeId> nodes) {
    if (unresponsive.size() + dead.size() + nodes.size() > MAX_NODES) {
      return;
    }
    for (NodeId node : nodes) {
      if (!received.containsKey(node)) {
        unresponsive.add(node);
      }
    }
  }

  /** Records that a node cannot respond in full. The parts that it sent before stay. */
  synchronized void nodeFailed(NodeId node) {
    unresponsive.remove(node);
    outstanding.remove(node);
    dead.add(node);
    completeIfDone();
  }

  synchronized void nodeLeft(NodeId node) {
    boolean wasSilent = unresponsive.remove(node);
    Integer missing = outstanding.remove(node);
    if (wasSilent || (missing != null && missing > 0)) {
      dead.add(node);
    }
    completeIfDone();
  }

  synchronized void timedOut() {
    result.complete(snapshot());
  }

  /** Fails the request, because it was not published. */
  void failed(Throwable failure) {
    result.completeExceptionally(failure);
  }

  private void completeIfDone() {
    if (unresponsive.isEmpty() && outstanding.values().stream().allMatch(missing -> missing == 0)) {
      result.complete(snapshot());
    }
  }

  private RemoteResponses snapshot() {
    var missing = new HashSet<>(unresponsive);
    missing.addAll(dead);
    var unfinished = new HashMap<>(outstanding);
    unfinished.values().removeIf(count -> count == 0);
    return new RemoteResponses(List.copyOf(parts), Map.copyOf(unfinished), Set.copyOf(missing));
  }
}
