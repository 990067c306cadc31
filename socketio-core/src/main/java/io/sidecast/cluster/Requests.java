package io.sidecast.cluster;

import io.sidecast.cluster.ClusterBus.RemoteAnswers;
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

/** What this node has asked others and waits for. Any thread. */
final class Requests {

  private static final RateLimitedLog log =
      new RateLimitedLog(LoggerFactory.getLogger(Requests.class), Duration.ofSeconds(10));

  private final ClusterThread thread;
  private final Membership membership;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Request> pending = new ConcurrentHashMap<>();

  Requests(ClusterThread thread, Membership membership) {
    this.thread = thread;
    this.membership = membership;
  }

  /**
   * Opens a request, sends it with its id, and forgets it when it is answered, or after the
   * timeout.
   */
  CompletionStage<RemoteAnswers> send(
      Set<NodeId> asked, Duration timeout, LongFunction<CompletionStage<?>> publish) {
    Request request = open(asked, timeout, publish);
    completeForDead(request, asked);
    return request.result();
  }

  /** The same for a node that is not known to be alive. */
  CompletionStage<RemoteAnswers> sendToStranger(
      NodeId asked, Duration timeout, LongFunction<CompletionStage<?>> publish) {
    return open(Set.of(asked), timeout, publish).result();
  }

  private Request open(
      Set<NodeId> asked, Duration timeout, LongFunction<CompletionStage<?>> publish) {
    long id = ids.incrementAndGet();
    var request = new Request(asked);
    pending.put(id, request);
    Future<?> deadline = thread.after(timeout, request::timedOut);
    request
        .result()
        .whenComplete(
            (answers, failure) -> {
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
  private void completeForDead(Request request, Set<NodeId> asked) {
    asked.stream().filter(node -> !membership.isAlive(node)).forEach(request::nodeLeft);
  }

  void onReply(NodeId node, Message.Reply reply) {
    Request request = pending.get(reply.requestId());
    if (request != null) {
      request.onReply(node, reply);
    }
  }

  void onReplyFailed(NodeId node, Message.ReplyFailed failed) {
    Request request = pending.get(failed.requestId());
    if (request != null) {
      log.warn(
          () ->
              "node %s cannot answer a request of this node: %s".formatted(node, failed.reason()));
      request.nodeFailed(node);
    }
  }

  void onPassedOn(Message.PassedOn passedOn) {
    Request request = pending.get(passedOn.requestId());
    if (request != null) {
      request.passedOn(passedOn.nodes());
      completeForDead(request, passedOn.nodes());
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
    pending.values().forEach(Request::timedOut);
  }
}
