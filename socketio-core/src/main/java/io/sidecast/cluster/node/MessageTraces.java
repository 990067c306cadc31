package io.sidecast.cluster.node;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.ClusterTracing;
import io.sidecast.cluster.ClusterTracing.Operation;
import io.sidecast.cluster.TraceContext;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.queue.Outbox;
import io.sidecast.log.RateLimitedLog;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.DeliveryTrace;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The traces of the messages that the application causes. It writes them to messages that leave and
 * reads them from those that arrive, and does neither without a {@link ClusterTracing}. Exceptions
 * of the application's tracing are logged. Thread-safe.
 */
final class MessageTraces {

  private static final RateLimitedLog failures =
      RateLimitedLog.ofFailures(LoggerFactory.getLogger(MessageTraces.class));

  private final @Nullable ClusterTracing tracing;
  private final Outbox outbox;

  MessageTraces(@Nullable ClusterTracing tracing, Outbox outbox) {
    this.tracing = tracing;
    this.outbox = outbox;
  }

  /**
   * Publishes a message on each of the channels, with the trace of the calling thread. A message
   * without a channel has no trace.
   *
   * @return a stage, see {@link Outbox#publishHere}
   */
  CompletionStage<Void> publish(List<Channel> channels, Message.Traceable message) {
    if (tracing == null || channels.isEmpty()) {
      return outbox.publishHere(channels, message);
    }
    ClusterTracing.Sending sending = begin(tracing, message);
    if (sending == null) {
      return outbox.publishHere(channels, message);
    }
    CompletionStage<Void> accepted = outbox.publishHere(channels, traced(sending, message));
    accepted.whenComplete((done, failure) -> end(sending, failure));
    return accepted;
  }

  private static ClusterTracing.@Nullable Sending begin(
      ClusterTracing tracing, Message.Traceable message) {
    try {
      return tracing.send(operationOf(message));
    } catch (Throwable e) {
      report("send", e);
      return null;
    }
  }

  private static Message traced(ClusterTracing.Sending sending, Message.Traceable message) {
    try {
      TraceContext trace = sending.trace();
      return trace == null ? message : new Message.Traced(trace, message);
    } catch (Throwable e) {
      report("trace", e);
      return message;
    }
  }

  private static void end(ClusterTracing.Sending sending, @Nullable Throwable failure) {
    try {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      sending.end(cause);
    } catch (Throwable e) {
      report("end", e);
    }
  }

  /** Returns the trace to which the delivery of a message belongs. */
  DeliveryTrace of(Message message) {
    if (tracing == null || !(message instanceof Message.Traced traced)) {
      return DeliveryTrace.NONE;
    }
    ClusterTracing receiver = tracing;
    return () -> begin(receiver, traced);
  }

  private static DeliveryTrace.Handling begin(ClusterTracing tracing, Message.Traced traced) {
    try {
      ClusterTracing.Handling handling =
          tracing.receive(operationOf(traced.message()), traced.trace());
      return failure -> end(handling, failure);
    } catch (Throwable e) {
      report("receive", e);
      return failure -> {};
    }
  }

  private static void end(ClusterTracing.Handling handling, @Nullable Throwable failure) {
    try {
      handling.end(failure);
    } catch (Throwable e) {
      report("end", e);
    }
  }

  private static Operation operationOf(Message.Traceable message) {
    if (message instanceof Message.Emit) {
      return Operation.EMIT;
    } else if (message instanceof Message.Request request) {
      return operationOf(request.content());
    }
    return Operation.SERVER_SIDE_EMIT;
  }

  private static Operation operationOf(ClusterRequest request) {
    if (request instanceof ClusterRequest.Emit) {
      return Operation.EMIT;
    }
    return request instanceof ClusterRequest.ServerSideEmit
        ? Operation.SERVER_SIDE_EMIT
        : Operation.REQUEST;
  }

  private static void report(String method, Throwable failure) {
    failures.warn(() -> "%s of the cluster tracing threw".formatted(method), failure);
  }
}
