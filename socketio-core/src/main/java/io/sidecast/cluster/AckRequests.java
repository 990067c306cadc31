package io.sidecast.cluster;

import io.sidecast.cluster.ClusterBus.RemoteAcks;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** The requests of this node that wait for acknowledgements from others. Any thread. */
final class AckRequests {

  private final ClusterThread thread;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, AckRequest> pending = new ConcurrentHashMap<>();

  AckRequests(ClusterThread thread) {
    this.thread = thread;
  }

  /**
   * Opens a request, sends it with its id, and forgets it when it is answered, or after the
   * timeout.
   */
  CompletionStage<RemoteAcks> send(
      Set<NodeId> asked, Duration timeout, LongFunction<CompletionStage<Void>> publish) {
    long id = ids.incrementAndGet();
    var request = new AckRequest(asked);
    pending.put(id, request);
    Future<?> deadline = thread.after(timeout, request::timedOut);
    request
        .result()
        .whenComplete(
            (acks, failure) -> {
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
    return request.result();
  }

  void onAcks(NodeId node, Message.Acks acks) {
    AckRequest request = pending.get(acks.requestId());
    if (request != null) {
      request.onAcks(node, acks);
    }
  }

  void nodeLeft(NodeId node) {
    pending.values().forEach(request -> request.nodeLeft(node));
  }

  /** Completes every request with what has arrived so far. */
  void close() {
    pending.values().forEach(AckRequest::timedOut);
  }
}
