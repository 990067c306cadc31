package io.sidecast.cluster.request;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.cluster.bus.ClusterListener.Responder;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.queue.Outbox;
import io.sidecast.log.ExceptionText;
import io.sidecast.log.RateLimitedLog;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.DeliveryTrace;
import io.sidecast.operation.ResponsePart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The requests of other nodes that have no full response yet. It splits the parts of a response
 * into envelopes that the broker accepts. Thread-safe.
 */
public final class IncomingRequests {

  /**
   * The maximum size of the parts in one envelope, in bytes; smaller if the broker's limit is
   * smaller.
   */
  private static final int RESPONSE_BYTES = 256 * 1024;

  /** The maximum number of requests without a full response. A further request fails. */
  private static final int MAX_OPEN = 100_000;

  /** The approximate overhead of a part in bytes. */
  private static final int PART_OVERHEAD = 64;

  private static final RateLimitedLog log =
      new RateLimitedLog(LoggerFactory.getLogger(IncomingRequests.class), Duration.ofSeconds(10));

  private final ClusterListener listener;
  private final Outbox outbox;
  private final int responseBytes;
  private final Map<Key, IncomingRequest> open = new ConcurrentHashMap<>();

  private record Key(NodeId requester, long requestId) {}

  public IncomingRequests(ClusterListener listener, Outbox outbox, int maxEnvelopeBytes) {
    this.listener = listener;
    this.outbox = outbox;
    this.responseBytes = Math.min(RESPONSE_BYTES, maxEnvelopeBytes / 2);
  }

  /**
   * Handles a request.
   *
   * @param trace the trace to which its handling belongs
   */
  public void onRequest(Message.Request request, DeliveryTrace trace) {
    var key = new Key(request.requester(), request.id());
    var asked = new IncomingRequest(key, request.timeout().toNanos(), trace);
    if (open.size() >= MAX_OPEN) {
      outbox.counters().full("requests of other nodes", MAX_OPEN);
      asked.failed(new IllegalStateException("this node is overloaded"));
      return;
    }
    open.put(asked.key, asked);
    if (request.content() instanceof ClusterRequest.ServerSideEmit) {
      begin(request, asked);
    } else {
      DeliveryTrace.Handling handling = trace.begin();
      try {
        begin(request, asked);
      } finally {
        handling.end(null);
      }
    }
  }

  private void begin(Message.Request request, IncomingRequest asked) {
    try {
      asked.begun(listener.onRequest(request.content(), request.timeout(), asked));
    } catch (Throwable failure) {
      asked.failed(failure);
    }
  }

  /** Cancels the requests of a node that has left. */
  public void nodeLeft(NodeId requester) {
    open.values().stream()
        .filter(asked -> asked.key.requester().equals(requester))
        .forEach(IncomingRequest::abandon);
  }

  /** Cancels the requests whose timeout has passed. */
  public void expire() {
    long now = System.nanoTime();
    open.values().stream()
        .filter(asked -> now - asked.deadline > 0)
        .forEach(IncomingRequest::abandon);
  }

  public int size() {
    return open.size();
  }

  /** One request of another node. Thread-safe. */
  private final class IncomingRequest implements Responder {
    private final Key key;
    private final long deadline;
    private final DeliveryTrace trace;
    private int sentParts;
    private boolean closed;
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile boolean abandoned;
    private volatile @Nullable Runnable end;

    IncomingRequest(Key key, long timeoutNanos, DeliveryTrace trace) {
      this.key = key;
      this.deadline = System.nanoTime() + timeoutNanos;
      this.trace = trace;
    }

    @Override
    public DeliveryTrace trace() {
      return trace;
    }

    @Override
    public synchronized void send(int expected, List<ResponsePart> parts) {
      if (closed) {
        return;
      }
      sentParts += parts.size();
      Channel channel = ClusterChannels.ofNode(key.requester());
      for (List<ResponsePart> batch : batches(parts)) {
        outbox
            .publish(channel, new Message.Response(key.requestId(), expected, batch))
            .whenComplete(
                (accepted, failure) -> {
                  if (failure != null) {
                    failed(failure);
                  }
                });
      }
      if (sentParts >= expected) {
        close();
      }
    }

    /** Notifies the requester, once, that the remaining parts will not be sent. */
    @Override
    public void failed(Throwable why) {
      if (failed.compareAndSet(false, true)) {
        close();
        String reason = ExceptionText.shorten(why.toString());
        log.warn(
            () -> "cannot respond to a request of node %s: %s".formatted(key.requester(), reason));
        CompletionStage<Void> unused =
            outbox.publish(
                ClusterChannels.ofNode(key.requester()),
                new Message.RequestFailed(key.requestId(), reason));
      }
    }

    private synchronized void close() {
      closed = true;
      open.remove(key);
    }

    /**
     * Stores the handle that cancels the work, and runs it if the request was cancelled meanwhile.
     */
    void begun(Runnable end) {
      this.end = end;
      if (abandoned) {
        end.run();
      }
    }

    /**
     * Cancels the request. Runs the handle without the lock, because the work has locks of its own,
     * under which it responds.
     */
    void abandon() {
      close();
      abandoned = true;
      Runnable begun = end;
      if (begun != null) {
        begun.run();
      }
    }
  }

  private List<List<ResponsePart>> batches(List<ResponsePart> parts) {
    if (parts.size() <= 1) {
      return List.of(parts);
    }
    var batches = new ArrayList<List<ResponsePart>>();
    int start = 0;
    int bytes = 0;
    for (int i = 0; i < parts.size(); i++) {
      int size = PART_OVERHEAD + parts.get(i).size();
      if (i > start && bytes + size > responseBytes) {
        batches.add(parts.subList(start, i));
        start = i;
        bytes = 0;
      }
      bytes += size;
    }
    batches.add(parts.subList(start, parts.size()));
    return batches;
  }
}
