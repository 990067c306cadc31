package io.sidecast.examples;

import io.sidecast.socket.Ack;
import io.sidecast.socket.AckEventHandler;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.ClusterResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The operation that an event of the reference node runs. Called on handler threads. */
@FunctionalInterface
interface Operation {

  /**
   * Runs the operation.
   *
   * @param request the request of the client
   * @return a stage with the values of the acknowledgement in a list, or null for {@code true}
   */
  CompletionStage<? extends @Nullable Object> run(Request request);

  /**
   * Creates a handler that runs an operation and acknowledges its values or {@code {"error": …}}.
   * Without a requested acknowledgement it does not wait for the end.
   */
  static AckEventHandler<Arguments> handler(Operation operation) {
    return (args, ack) -> {
      var request = new Request(args);
      if (ack.isRequested()) {
        start(operation, request)
            .whenComplete((value, failure) -> acknowledge(ack, value, failure));
      } else {
        var unused = operation.run(request);
      }
    };
  }

  private static void acknowledge(Ack ack, @Nullable Object value, @Nullable Throwable failure) {
    if (failure != null) {
      ack.send(Map.of("error", Terminal.message(failure)));
    } else if (value instanceof List<?> values) {
      ack.send(values.toArray());
    } else {
      ack.send(true);
    }
  }

  private static CompletionStage<? extends @Nullable Object> start(
      Operation operation, Request request) {
    try {
      return operation.run(request);
    } catch (RuntimeException wrongRequest) {
      return CompletableFuture.failedStage(wrongRequest);
    }
  }

  static CompletionStage<List<?>> values(Object... values) {
    return CompletableFuture.completedStage(List.of(values));
  }

  /** Acknowledges {@code true} when all nodes have finished. */
  static CompletionStage<List<?>> doneEverywhere(
      CompletionStage<? extends ClusterResult<?>> stage) {
    return stage.thenApply(
        result -> {
          if (!result.isComplete()) {
            throw new IllegalStateException("no answer from nodes " + result.missingNodes());
          }
          return List.of(true);
        });
  }

  /** Acknowledges the value, followed by the missing nodes if any. */
  static CompletionStage<List<?>> value(CompletionStage<? extends ClusterResult<?>> stage) {
    return stage.thenApply(
        result ->
            result.isComplete()
                ? List.of(result.value())
                : List.of(result.value(), result.missingNodes()));
  }
}
