package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starts that fail, or that a close overtakes: the order of the undoing and of the results. */
class StartAndCloseTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> opening = new CompletableFuture<>();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private final ServerThreads threads = ServerThreads.create(false, 4);
  private final Lifecycle lifecycle =
      new Lifecycle("server", threads.handlers(), new RecordedResources());

  /** Records the calls; the release ends when the test completes it. */
  private final class RecordedResources implements Lifecycle.Resources {
    @Override
    public void abort() {
      calls.add("abort");
    }

    @Override
    public CompletionStage<Void> release() {
      calls.add("release");
      return released;
    }
  }

  @AfterEach
  void end() {
    threads.end();
    released.complete(null);
    opening.complete("late");
    lifecycle.close();
  }

  private CompletableFuture<String> start() {
    return lifecycle.start(() -> opening).toCompletableFuture();
  }

  private static void assertOvertaken(CompletableFuture<String> started) {
    assertThat(started)
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOf(IllegalStateException.class)
        .withMessageContaining("closed while it started");
  }

  @Test
  void closeAbortsTheStartAndReleasesWhatItHasOpened() {
    var started = start();
    var closed = lifecycle.closeAsync().toCompletableFuture();
    assertThat(calls).containsExactly("abort");
    assertThat(lifecycle.state()).isEqualTo(LifecycleState.CLOSING);
    opening.complete("opened in spite of it");
    assertThat(calls).containsExactly("abort", "release");
    assertThat(started).as("a start whose resources are not released yet").isNotDone();
    assertThat(closed).isNotDone();
    released.complete(null);
    assertThat(closed).succeedsWithin(SOON);
    assertOvertaken(started);
    assertThat(lifecycle.state()).isEqualTo(LifecycleState.CLOSED);
  }

  @Test
  void startThatFailsBecauseOfACloseReportsTheClose() {
    var started = start();
    var closed = lifecycle.closeAsync().toCompletableFuture();
    opening.completeExceptionally(BrokerException.closed());
    released.complete(null);
    assertThat(closed).succeedsWithin(SOON);
    assertOvertaken(started);
    assertThat(calls).containsExactly("abort", "release");
  }

  @Test
  void failedStartIsUndoneBeforeItIsReported() {
    var started = start();
    opening.completeExceptionally(new IllegalArgumentException("no port"));
    assertThat(calls).endsWith("release").containsOnlyOnce("release");
    assertThat(started).as("a start whose resources are not released yet").isNotDone();
    released.complete(null);
    assertThat(started)
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOf(IllegalArgumentException.class)
        .withMessage("no port");
    assertThat(lifecycle.state()).isEqualTo(LifecycleState.CLOSED);
  }

  @Test
  void startThatThrowsIsUndone() {
    released.complete(null);
    CompletableFuture<String> started =
        lifecycle
            .<String>start(
                () -> {
                  throw new IllegalArgumentException("no thread");
                })
            .toCompletableFuture();
    assertThat(started)
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .withMessage("no thread");
    assertThat(calls).endsWith("release").containsOnlyOnce("release");
    assertThat(lifecycle.state()).isEqualTo(LifecycleState.CLOSED);
  }

  @Test
  void startedServerIsReleasedOnceAndNotAborted() {
    var started = start();
    opening.complete("opened");
    assertThat(started).isCompletedWithValue("opened");
    assertThat(calls).isEmpty();
    released.complete(null);
    assertThat(lifecycle.closeAsync().toCompletableFuture()).succeedsWithin(SOON);
    assertThat(lifecycle.closeAsync().toCompletableFuture()).succeedsWithin(SOON);
    assertThat(calls).containsExactly("release");
  }
}
