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

  /** The maximum number of nodes to which a request is forwarded, and of nodes that fail. */
  private static final int MAX_NODES = 10_000;

  private final CompletableFuture<RemoteResponses> result = new CompletableFuture<>();
  private final Set<NodeId> unresponsive;
  private final Map<NodeId, Integer> received = new HashMap<>();

  /** The numbers of parts that are expected of nodes, all positive. */
  private final Map<NodeId, Integer> outstanding = new HashMap<>();

  private final Set<NodeId> dead = new HashSet<>();
  private final List<ResponsePart> parts = new ArrayList<>();
  private long bytes;

  PendingRequest(Set<NodeId> recipients) {
    unresponsive = new HashSet<>(recipients);
  }

  CompletionStage<RemoteResponses> result() {
    return result;
  }

  /** Returns the bytes of the responses that are stored. */
  synchronized long bytes() {
    return bytes;
  }

  /**
   * Stores the response of a node.
   *
   * @param size the bytes of the response
   * @return false if the request is complete, and the response is not stored
   */
  synchronized boolean onResponse(NodeId node, Message.Response response, long size) {
    if (result.isDone()) {
      return false;
    }
    bytes += size;
    unresponsive.remove(node);
    parts.addAll(response.parts());
    int missing = response.expected() - received.merge(node, response.parts().size(), Integer::sum);
    if (missing > 0 && !dead.contains(node)) {
      outstanding.put(node, missing);
    } else {
      outstanding.remove(node);
    }
    completeIfDone();
    return true;
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
    if (wasAwaited(node) || dead.size() < MAX_NODES) {
      dead.add(node);
    }
    completeIfDone();
  }

  synchronized void nodeLeft(NodeId node) {
    if (wasAwaited(node)) {
      dead.add(node);
    }
    completeIfDone();
  }

  /** Ends the wait for a node; returns whether a part of it was missing. */
  private boolean wasAwaited(NodeId node) {
    boolean wasSilent = unresponsive.remove(node);
    boolean wasUnfinished = outstanding.remove(node) != null;
    return wasSilent || wasUnfinished;
  }

  synchronized void timedOut() {
    result.complete(snapshot());
  }

  /** Fails the request, because it was not published. */
  synchronized void failed(Throwable failure) {
    result.completeExceptionally(failure);
  }

  private void completeIfDone() {
    if (unresponsive.isEmpty() && outstanding.isEmpty()) {
      result.complete(snapshot());
    }
  }

  private RemoteResponses snapshot() {
    var missing = new HashSet<>(unresponsive);
    missing.addAll(dead);
    return new RemoteResponses(List.copyOf(parts), Map.copyOf(outstanding), Set.copyOf(missing));
  }
}
