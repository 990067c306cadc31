package io.sidecast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stages of users, with an executor whose tasks the test runs. Confined to the test thread. */
class HandlerStagesTest {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final HandlerStages stages = new HandlerStages(tasks::add, null);
  private final CompletableFuture<String> inner = new CompletableFuture<>();
  private final List<Object> outcomes = new ArrayList<>();

  /** Both ways to make a stage of a user. */
  enum Kind {
    SAME {
      @Override
      CompletionStage<String> of(HandlerStages stages, CompletionStage<String> inner) {
        return stages.of(inner);
      }
    },
    COMPUTED {
      @Override
      CompletionStage<String> of(HandlerStages stages, CompletionStage<String> inner) {
        return stages.of(inner, UnaryOperator.identity());
      }
    };

    abstract CompletionStage<String> of(HandlerStages stages, CompletionStage<String> inner);
  }

  private CompletionStage<String> observed(Kind kind) {
    CompletionStage<String> stage = kind.of(stages, inner);
    stage.whenComplete((value, failure) -> outcomes.add(failure == null ? value : failure));
    return stage;
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** A dependent would otherwise run on the thread that cancels, before the result is there. */
  @ParameterizedTest
  @EnumSource
  void cancellingAFutureOfAStageLeavesTheStage(Kind kind) {
    CompletionStage<String> stage = observed(kind);
    assertThat(stage.toCompletableFuture().cancel(true)).isTrue();
    assertThat(stage.toCompletableFuture().complete("forged")).isTrue();
    assertThat(outcomes).isEmpty();
    inner.complete("result");
    assertThat(outcomes).isEmpty();
    runTasks();
    assertThat(outcomes).containsExactly("result");
  }

  /** The kind of stage would otherwise decide whether a failure is wrapped. */
  @ParameterizedTest
  @EnumSource
  void failuresAreNotWrapped(Kind kind) {
    var failure = new IllegalStateException("lost");
    CompletionStage<String> stage = observed(kind);
    stage.toCompletableFuture().whenComplete((value, seen) -> outcomes.add(seen));
    inner.completeExceptionally(failure);
    runTasks();
    assertThat(outcomes).containsExactly(failure, failure);
  }
}
