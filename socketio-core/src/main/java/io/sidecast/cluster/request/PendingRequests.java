package io.sidecast.cluster.request;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterBus.RemoteResponses;
import io.sidecast.cluster.membership.Membership;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.queue.ClusterExecutor;
import io.sidecast.cluster.queue.Counters;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.slf4j.LoggerFactory;

/** The requests of this node that wait for responses. Thread-safe. */
public final class PendingRequests {

  private static final RateLimitedLog log =
      new RateLimitedLog(LoggerFactory.getLogger(PendingRequests.class), Duration.ofSeconds(10));

  /** The approximate bytes of the objects of one response, and of each of its parts. */
  private static final int OVERHEAD = 100;

  private final ClusterExecutor thread;
  private final Membership membership;
  private final Counters counters;
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, PendingRequest> pending = new ConcurrentHashMap<>();

  /**
   * Creates an instance without requests.
   *
   * @param maxBytes the maximum number of bytes of all responses that are stored
   */
  public PendingRequests(
      ClusterExecutor thread, Membership membership, Counters counters, long maxBytes) {
    this.thread = thread;
    this.membership = membership;
    this.counters = counters;
    this.maxBytes = maxBytes;
  }

  /**
   * Sends a request to live nodes. The request ends when all have responded, or after the timeout.
   *
   * @param recipients the nodes that receive the request
   * @param timeout how long to wait for responses
   * @param publish publishes the request with the given id
   * @return a stage that completes with the responses that have arrived; it fails if the request
   *     was not published
   */
  public CompletionStage<RemoteResponses> send(
      Set<NodeId> recipients, Duration timeout, LongFunction<CompletionStage<?>> publish) {
    PendingRequest request = open(recipients, timeout, publish);
    markLeftNodes(request, recipients);
    return request.result();
  }

  /**
   * Sends a request to a node that may not be alive, see {@link #send}. It waits for the whole
   * timeout if the node does not respond.
   */
  public CompletionStage<RemoteResponses> sendToNonMember(
      NodeId recipients, Duration timeout, LongFunction<CompletionStage<?>> publish) {
    return open(Set.of(recipients), timeout, publish).result();
  }

  private PendingRequest open(
      Set<NodeId> recipients, Duration timeout, LongFunction<CompletionStage<?>> publish) {
    long id = ids.incrementAndGet();
    var request = new PendingRequest(recipients);
    pending.put(id, request);
    Future<?> deadline = thread.after(timeout, request::timedOut);
    request
        .result()
        .whenComplete(
            (responses, failure) -> {
              pending.remove(id);
              bytes.addAndGet(-request.bytes());
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

  /**
   * Marks nodes that left after they were selected: {@link #nodeLeft} was called before the request
   * was registered.
   */
  private void markLeftNodes(PendingRequest request, Set<NodeId> recipients) {
    recipients.stream().filter(node -> !membership.isAlive(node)).forEach(request::nodeLeft);
  }

  /** Stores a response. If it does not fit, its node counts as one that cannot respond in full. */
  public void onResponse(NodeId node, Message.Response response) {
    PendingRequest request = pending.get(response.requestId());
    if (request == null) {
      return;
    }
    long size = response.size() + (long) OVERHEAD * (1 + response.parts().size());
    if (bytes.addAndGet(size) > maxBytes) {
      bytes.addAndGet(-size);
      counters.full("bytes of responses", maxBytes);
      request.nodeFailed(node);
    } else if (!request.onResponse(node, response, size)) {
      bytes.addAndGet(-size);
    }
  }

  public void onRequestFailed(NodeId node, Message.RequestFailed failed) {
    PendingRequest request = pending.get(failed.requestId());
    if (request != null) {
      log.warn(
          () ->
              "node %s cannot respond to a request of this node: %s"
                  .formatted(node, failed.reason()));
      request.nodeFailed(node);
    }
  }

  public void onForwarded(Message.Forwarded forwarded) {
    PendingRequest request = pending.get(forwarded.requestId());
    if (request != null) {
      request.forwarded(forwarded.nodes());
      markLeftNodes(request, forwarded.nodes());
    }
  }

  public void nodeLeft(NodeId node) {
    pending.values().forEach(request -> request.nodeLeft(node));
  }

  public int size() {
    return pending.size();
  }

  /** Completes every request with the parts that have arrived. */
  public void close() {
    pending.values().forEach(PendingRequest::timedOut);
  }
}
