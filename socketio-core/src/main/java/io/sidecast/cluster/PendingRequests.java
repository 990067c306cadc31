package io.sidecast.cluster;

import io.sidecast.cluster.ClusterBus.RemoteResponses;
import io.sidecast.log.RateLimitedWarnings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.slf4j.LoggerFactory;

/** What this node has asked others and waits for. Any thread. */
final class PendingRequests {

  private static final RateLimitedWarnings log =
      new RateLimitedWarnings(
          LoggerFactory.getLogger(PendingRequests.class), Duration.ofSeconds(10));

  private final ClusterExecutor thread;
  private final Membership membership;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, PendingRequest> pending = new ConcurrentHashMap<>();

  PendingRequests(ClusterExecutor thread, Membership membership) {
    this.thread = thread;
    this.membership = membership;
  }

  /**
   * Opens a request, sends it with its id, and forgets it when it is answered, or after the
   * timeout.
   */
  CompletionStage<RemoteResponses> send(
      Set<NodeId> asked, Duration timeout, LongFunction<CompletionStage<?>> publish) {
    PendingRequest request = open(asked, timeout, publish);
    completeForDead(request, asked);
    return request.result();
  }

  /** The same for a node that is not known to be alive. */
  CompletionStage<RemoteResponses> sendToStranger(
      NodeId asked, Duration timeout, LongFunction<CompletionStage<?>> publish) {
    return open(Set.of(asked), timeout, publish).result();
  }

  private PendingRequest open(
      Set<NodeId> asked, Duration timeout, LongFunction<CompletionStage<?>> publish) {
    long id = ids.incrementAndGet();
    var request = new PendingRequest(asked);
    pending.put(id, request);
    Future<?> deadline = thread.after(timeout, request::timedOut);
    request
        .result()
        .whenComplete(
            (responses, failure) -> {
              pending.remove(id);
              deadline.cancel(false);
            });
    publish
        .apply(id)
        .whenComplete(
            (accepted, failure) -> {
              if (failure != null) {
                request.failed(failure);
              }
            });
    return request;
  }

  /** Who died between the choice of the nodes and the opening of the request will not be told. */
  private void completeForDead(PendingRequest request, Set<NodeId> asked) {
    asked.stream().filter(node -> !membership.isAlive(node)).forEach(request::nodeLeft);
  }

  void onResponse(NodeId node, Message.Response response) {
    PendingRequest request = pending.get(response.requestId());
    if (request != null) {
      request.onResponse(node, response);
    }
  }

  void onRequestFailed(NodeId node, Message.RequestFailed failed) {
    PendingRequest request = pending.get(failed.requestId());
    if (request != null) {
      log.warn(
          () ->
              "node %s cannot answer a request of this node: %s".formatted(node, failed.reason()));
      request.nodeFailed(node);
    }
  }

  void onForwarded(Message.Forwarded forwarded) {
    PendingRequest request = pending.get(forwarded.requestId());
    if (request != null) {
      request.forwarded(forwarded.nodes());
      completeForDead(request, forwarded.nodes());
    }
  }

  void nodeLeft(NodeId node) {
    pending.values().forEach(request -> request.nodeLeft(node));
  }

  int size() {
    return pending.size();
  }

  /** Completes every request with what has arrived so far. */
  void close() {
    pending.values().forEach(PendingRequest::timedOut);
  }
}
