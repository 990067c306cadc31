package io.sidecast.cluster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.HostLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterExecutorTest {

  private static final NodeId SELF = new NodeId("node-0");
  private static final int CALLERS = 4;
  private static final int TASKS = 20_000;

  private final ClusterExecutor thread = new ClusterExecutor(SELF, null);

  @AfterEach
  void end() {
    thread.end();
  }

  private Thread threadOf(CompletableFuture<Thread> task) throws Exception {
    return task.get(20, TimeUnit.SECONDS);
  }

  private static Runnable noteThread(CompletableFuture<Thread> task) {
    return () -> task.complete(Thread.currentThread());
  }

  @Test
  void callerOfAnIdleExecutorRunsItsTask() {
    List<Thread> ranOn = new ArrayList<>();
    thread.executeHere(() -> ranOn.add(Thread.currentThread()));
    assertThat(ranOn).containsExactly(Thread.currentThread());
  }

  @Test
  void executeNeverRunsATaskOnTheCaller() throws Exception {
    var task = new CompletableFuture<Thread>();
    thread.execute(noteThread(task));
    assertThat(threadOf(task)).isNotEqualTo(Thread.currentThread());
  }

  /** The counter has no lock and is not volatile: only the executor keeps its changes apart. */
  @Test
  void oneTaskAtATimeInTheOrderOfEachCaller() throws Exception {
    List<List<Integer>> seen = new ArrayList<>();
    int[] count = {0};
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      List<Integer> ofCaller = new ArrayList<>();
      seen.add(ofCaller);
      callers.add(
          CompletableFuture.runAsync(
              () -> execute(ofCaller, count), task -> new Thread(task).start()));
    }
    CompletableFuture.allOf(callers.toArray(CompletableFuture<?>[]::new)).get(50, TimeUnit.SECONDS);
    int total = CompletableFuture.supplyAsync(() -> count[0], thread).get(20, TimeUnit.SECONDS);
    assertThat(total).isEqualTo(CALLERS * TASKS);
    assertThat(seen)
        .allSatisfy(
            numbers ->
                assertThat(numbers)
                    .containsExactlyElementsOf(IntStream.range(0, TASKS).boxed().toList()));
  }

  private void execute(List<Integer> numbers, int[] count) {
    for (int i = 0; i < TASKS; i++) {
      int number = i;
      Runnable task =
          () -> {
            numbers.add(number);
            count[0]++;
          };
      if (i % 3 == 0) {
        thread.execute(task);
      } else {
        thread.executeHere(task);
      }
    }
  }

  @Test
  void taskAddedByATaskRunsAfterIt() {
    List<String> order = new ArrayList<>();
    thread.executeHere(
        () -> {
          thread.executeHere(() -> order.add("inner"));
          order.add("outer");
        });
    assertThat(order).containsExactly("outer", "inner");
  }

  @Test
  void nobodyWorksForOthersWithoutEnd() throws Exception {
    var last = new CompletableFuture<Thread>();
    thread.executeHere(
        () -> {
          IntStream.range(0, 1_000).forEach(i -> thread.execute(() -> {}));
          thread.execute(noteThread(last));
        });
    assertThat(threadOf(last)).isNotEqualTo(Thread.currentThread());
  }

  @Test
  void interruptedThreadLeavesItsTaskToAnother() throws Exception {
    var task = new CompletableFuture<Thread>();
    Thread.currentThread().interrupt();
    thread.executeHere(noteThread(task));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(threadOf(task)).isNotEqualTo(Thread.currentThread());
  }

  @Test
  void aTaskThatFailsHarmsNoOther() {
    assertHarmless(
        () -> {
          throw new IllegalStateException("as the test wants it");
        });
    assertHarmless(
        () -> {
          throw new LinkageError("as the test wants it");
        });
  }

  /** Neither the caller nor the next task notices the failure. */
  private void assertHarmless(Runnable failing) {
    List<String> order = new ArrayList<>();
    thread.executeHere(
        () -> {
          thread.executeHere(() -> order.add("next"));
          failing.run();
        });
    assertThat(order).containsExactly("next");
  }

  @Test
  void afterTheEndTasksRunOnTheirCallers() {
    thread.end();
    List<Thread> ranOn = new ArrayList<>();
    thread.execute(() -> ranOn.add(Thread.currentThread()));
    assertThat(ranOn).containsExactly(Thread.currentThread());
  }

  /** The tasks of one turn of the loop run together after it, in order, on the loop. */
  @Test
  void loopOfTheServerRunsItsTasksAtTheEndOfItsTurn() throws Exception {
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var eventLoop = group.next();
    var onLoop = new ClusterExecutor(SELF, new HostLoop(eventLoop));
    try {
      List<String> order = new ArrayList<>();
      var last = new CompletableFuture<Thread>();
      eventLoop.execute(
          () -> {
            onLoop.executeHere(() -> order.add("first"));
            onLoop.executeHere(() -> order.add("second"));
            onLoop.executeHere(noteThread(last));
            order.add("turn");
          });
      assertThat(eventLoop.submit(() -> Thread.currentThread()).get(20, TimeUnit.SECONDS))
          .isEqualTo(threadOf(last));
      assertThat(order).containsExactly("turn", "first", "second");
    } finally {
      onLoop.end();
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void loopOfTheServerRunsTheTasksOfOtherThreads() throws Exception {
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var onLoop = new ClusterExecutor(SELF, new HostLoop(group.next()));
    try {
      var task = new CompletableFuture<Thread>();
      onLoop.executeHere(noteThread(task));
      assertThat(threadOf(task)).isEqualTo(threadOfLoop(group));
    } finally {
      onLoop.end();
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(20, TimeUnit.SECONDS);
    }
  }

  /** The loop refuses the first task with an error, as a caller without stack does. */
  @Test
  void errorOfTheLoopLeavesTheExecutorUsable() throws Exception {
    var failures = new AtomicInteger(1);
    var onLoop =
        new ClusterExecutor(
            SELF,
            new HostLoop(
                work -> {
                  if (failures.getAndDecrement() > 0) {
                    throw new StackOverflowError("thrown by the test");
                  }
                  work.run();
                }));
    var first = new CompletableFuture<Thread>();
    var second = new CompletableFuture<Thread>();
    assertThatThrownBy(() -> onLoop.executeHere(noteThread(first)))
        .isInstanceOf(StackOverflowError.class);
    onLoop.executeHere(noteThread(second));
    onLoop.end();
    assertThat(first).isDone();
    assertThat(second).isDone();
  }

  private static Thread threadOfLoop(MultiThreadIoEventLoopGroup group) throws Exception {
    return group.next().submit(() -> Thread.currentThread()).get(20, TimeUnit.SECONDS);
  }

  @Test
  void tasksOfAnEndedLoopRunAtOnce() throws Exception {
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var onLoop = new ClusterExecutor(SELF, new HostLoop(group.next()));
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(20, TimeUnit.SECONDS);
    List<Thread> ranOn = new ArrayList<>();
    onLoop.executeHere(() -> ranOn.add(Thread.currentThread()));
    onLoop.end();
    assertThat(ranOn).containsExactly(Thread.currentThread());
  }

  /** A failed heartbeat is followed by others. */
  @Test
  void anErrorDoesNotEndWhatIsRepeated() throws Exception {
    var runs = new CountDownLatch(5);
    thread.every(
        Duration.ofMillis(1),
        () -> {
          runs.countDown();
          throw new StackOverflowError("thrown by the test");
        });
    assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
  }

  /** A stack overflow of a caller within its task leaves the executor usable for others. */
  @Test
  void aCallerWithoutStackHarmsNoOther() throws Exception {
    for (int i = 0; i < 200; i++) {
      try {
        overflow(0);
      } catch (VirtualMachineError end) {
        // The overflow is the purpose.
      }
    }
    var task = new CompletableFuture<Thread>();
    thread.execute(noteThread(task));
    assertThat(threadOf(task)).isNotNull();
  }

  private void overflow(int depth) {
    try {
      if (depth < Integer.MAX_VALUE) {
        overflow(depth + 1);
      }
    } finally {
      thread.executeHere(() -> {});
    }
  }
}
