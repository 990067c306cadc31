package io.sidecast.examples;

import io.sidecast.socket.ClusterResult;
import io.sidecast.socket.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handler threads. What an event of the reference node does. */
@FunctionalInterface
interface Operation {

  /** The stage has the values of the acknowledgement. */
  CompletionStage<List<?>> run(Request request);

  /** Makes a socket run an operation, and acknowledge its values or {@code {"error": …}}. */
  static void on(Socket socket, String event, Operation operation) {
    Logger log = LoggerFactory.getLogger(Operation.class);
    socket.on(
        event,
        (args, ack) ->
            start(operation, new Request(args))
                .whenComplete(
                    (values, failure) -> {
                      if (failure == null) {
                        ack.send(values.toArray());
                      } else if (ack.isRequested()) {
                        ack.send(Map.of("error", Terminal.message(failure)));
                      } else {
                        log.warn("{} failed: {}", event, Terminal.message(failure));
                      }
                    }));
  }

  private static CompletionStage<List<?>> start(Operation operation, Request request) {
    try {
      return operation.run(request);
    } catch (RuntimeException wrongRequest) {
      return CompletableFuture.failedStage(wrongRequest);
    }
  }

  static CompletionStage<List<?>> values(Object... values) {
    return CompletableFuture.completedStage(List.of(values));
  }

  /** Acknowledges {@code true} when it is done. */
  static CompletionStage<List<?>> done(CompletionStage<Void> stage) {
    return stage.thenApply(nothing -> List.of(true));
  }

  /** Acknowledges {@code true} when all nodes have done it. */
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

  /** Acknowledges the value, and the missing nodes behind it if there are any. */
  static CompletionStage<List<?>> value(CompletionStage<? extends ClusterResult<?>> stage) {
    return stage.thenApply(
        result ->
            result.isComplete()
                ? List.of(result.value())
                : List.of(result.value(), result.missingNodes()));
  }
}
