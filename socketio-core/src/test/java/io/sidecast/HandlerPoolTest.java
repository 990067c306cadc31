package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerPoolTest {

  private static final int SIZE = 4;
  private static final Duration WARNING_DELAY = Duration.ofMillis(200);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(1, (task, ended) -> {});
  private final HandlerPool pool = pool(SIZE, SIZE);

  @AfterEach
  void end() {
    threads.shutdownNow();
    timer.shutdownNow();
  }

  private HandlerPool pool(int normal, int most) {
    return new HandlerPool(threads, new HandlerPool.Size(normal, most, WARNING_DELAY), timer);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void blockedTaskDelaysNoOtherWhileThereAreThreads() {
    var release = new CountDownLatch(1);
    var started = new CountDownLatch(SIZE - 1);
    for (int i = 1; i < SIZE; i++) {
      pool.execute(
          () -> {
            started.countDown();
            await(release);
          });
    }
    var done = new CountDownLatch(1);
    pool.execute(done::countDown);
    await(started);
    await(done);
    release.countDown();
  }

  /** Every task except the last waits for the last. */
  @Test
  void blockedPoolStartsMoreWorkers() {
    HandlerPool elastic = pool(SIZE, 50 * SIZE);
    var last = new CountDownLatch(1);
    var done = new CountDownLatch(49 * SIZE);
    for (int i = 0; i < 49 * SIZE; i++) {
      elastic.execute(
          () -> {
            await(last);
            done.countDown();
          });
    }
    elastic.execute(last::countDown);
    await(done);
  }

  /**
   * A worker takes a task every few milliseconds, and still tasks wait: handlers that call a
   * database under load.
   */
  @Test
  void poolGrowsWhileTasksWaitForWorkersThatBlockInTurn() {
    HandlerPool elastic = pool(SIZE, 4 * SIZE);
    var release = new CountDownLatch(1);
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    try {
      for (int i = 0; i < 4 * SIZE; i++) {
        elastic.execute(new BlockingInTurn(elastic, release, running, most));
      }
      Awaitility.await().until(() -> most.get() > 2 * SIZE);
    } finally {
      release.countDown();
    }
  }

  /** A task that blocks for some milliseconds and then begins anew, until the release. */
  private record BlockingInTurn(
      HandlerPool pool, CountDownLatch release, AtomicInteger running, AtomicInteger most)
      implements Runnable {

    @Override
    public void run() {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        if (!release.await(5, TimeUnit.MILLISECONDS)) {
          pool.execute(this);
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } finally {
        running.decrementAndGet();
      }
    }
  }

  @Test
  void aFullPoolIsCountedAndWorksAgainAfterwards() {
    var release = new CountDownLatch(1);
    var done = new CountDownLatch(2 * SIZE);
    for (int i = 0; i < 2 * SIZE; i++) {
      pool.execute(
          () -> {
            await(release);
            done.countDown();
          });
    }
    Awaitility.await().until(() -> pool.timesFull() >= 2);
    release.countDown();
    await(done);
  }

  @Test
  void noMoreRunAtATimeThanItsSizeAndTheRestFollows() {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var release = new CountDownLatch(1);
    var full = new CountDownLatch(SIZE);
    var done = new CountDownLatch(3 * SIZE);
    for (int i = 0; i < 3 * SIZE; i++) {
      pool.execute(
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            full.countDown();
            await(release);
            running.decrementAndGet();
            done.countDown();
          });
    }
    await(full);
    release.countDown();
    await(done);
    assertThat(most).hasValue(SIZE);
  }

  @Test
  void everyTaskOfManyThreadsRunsOnce() throws Exception {
    Set<Integer> ran = ConcurrentHashMap.newKeySet();
    var done = new CountDownLatch(40_000);
    List<CompletableFuture<Void>> producers = new ArrayList<>();
    for (int producer = 0; producer < 4; producer++) {
      int first = producer * 10_000;
      producers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = first; i < first + 10_000; i++) {
                  int number = i;
                  pool.execute(
                      () -> {
                        assertThat(ran.add(number)).isTrue();
                        done.countDown();
                      });
                }
              },
              threads));
    }
    for (CompletableFuture<Void> producer : producers) {
      producer.get(20, TimeUnit.SECONDS);
    }
    await(done);
  }

  /** Each task waits for the one before it, so the pool is idle or nearly idle between them. */
  @Test
  void aTaskThatMeetsARetiringWorkerRuns() {
    for (int i = 0; i < 20_000; i++) {
      var done = new CountDownLatch(1);
      pool.execute(done::countDown);
      await(done);
    }
  }

  @Test
  void aTaskThatFailsDisturbsNoOther() {
    for (int i = 0; i < 3 * SIZE; i++) {
      pool.execute(
          () -> {
            throw new IllegalStateException("the test says so");
          });
    }
    var done = new CountDownLatch(1);
    pool.execute(done::countDown);
    await(done);
  }

  @Test
  void anInterruptIsMeantForOneTask() throws Exception {
    var one = pool(1, 1);
    var interrupted = new CompletableFuture<Boolean>();
    var added = new CountDownLatch(1);
    one.execute(
        () -> {
          await(added); // otherwise another worker could run the next task
          Thread.currentThread().interrupt();
        });
    one.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
    added.countDown();
    assertThat(interrupted.get(20, TimeUnit.SECONDS)).isFalse();
  }

  /** The threads of the workers, and the checks of the timer, run when a test takes them. */
  private static final class ManualPool {

    private final Deque<Runnable> starting = new ArrayDeque<>();
    private final Deque<Runnable> checks = new ArrayDeque<>();
    private final List<Long> delays = new ArrayList<>();
    private final HandlerPool pool;

    ManualPool(ScheduledExecutorService ended) {
      pool =
          new HandlerPool(
              starting::add,
              new HandlerPool.Size(SIZE, SIZE, WARNING_DELAY),
              new ScheduledThreadPoolExecutor(1) {
                @Override
                public ScheduledFuture<?> schedule(Runnable check, long delay, TimeUnit unit) {
                  checks.add(check);
                  delays.add(unit.toMillis(delay));
                  return ended.schedule(() -> {}, 0, TimeUnit.NANOSECONDS);
                }
              });
    }

    void burst(int tasks) {
      for (int i = 0; i < tasks; i++) {
        pool.execute(() -> {});
      }
    }
  }

  @Test
  void burstWakesOneThread() {
    var manual = new ManualPool(timer);
    manual.burst(1_000);
    assertThat(manual.starting).hasSize(1);
    manual.starting.remove().run();
    manual.burst(1_000);
    assertThat(manual.starting).hasSize(1);
  }

  @Test
  void timerChecksLessOftenWhileNoTaskWaits() {
    var manual = new ManualPool(timer);
    for (int burst = 0; burst < 6; burst++) {
      manual.burst(100);
      manual.starting.remove().run();
      manual.checks.remove().run();
    }
    assertThat(manual.delays).containsExactly(1L, 2L, 4L, 8L, 8L, 8L);
  }

  /** A check that finds tasks younger than itself starts no thread; a task that waits gets one. */
  @Test
  void timerStartsAThreadForATaskThatWaits() {
    var manual = new ManualPool(timer);
    manual.burst(2);
    manual.starting.remove().run();
    manual.burst(2);
    manual.checks.remove().run();
    assertThat(manual.starting).hasSize(1);
    manual.checks.remove().run();
    assertThat(manual.starting).hasSize(2);
    assertThat(manual.delays).containsExactly(1L, 2L, 1L);
  }

  @Test
  void discardedTaskDoesNotRun() {
    var release = new CountDownLatch(1);
    var full = new CountDownLatch(SIZE);
    for (int i = 0; i < SIZE; i++) {
      pool.execute(
          () -> {
            full.countDown();
            await(release);
          });
    }
    await(full);
    var ran = new AtomicInteger();
    pool.execute(ran::incrementAndGet);
    pool.forget();
    release.countDown();
    var fence = new CountDownLatch(1);
    pool.execute(fence::countDown);
    await(fence);
    assertThat(ran).hasValue(0);
  }

  @Test
  void waitingTasksRunAtTheEnd() throws Exception {
    timer.shutdownNow();
    var release = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    pool.execute(() -> await(release));
    pool.execute(done::countDown);
    pool.end();
    threads.shutdown();
    await(done);
    release.countDown();
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
  }
}
