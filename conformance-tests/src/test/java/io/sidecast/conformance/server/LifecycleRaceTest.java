package io.sidecast.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.LifecycleState;
import io.sidecast.SocketIoServer;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs fifty server lifecycles in which the start, the close and an interrupt of the start overlap
 * in an order that a seed and the scheduling of the machine determine. The seed is printed; {@code
 * -Dsidecast.seed} repeats the choices. Confined to the test thread.
 */
@Timeout(120)
@Tag("slow")
class LifecycleRaceTest {

  private static final int LIVES = 50;
  private static final int LONGEST_LEAD = 200_000;

  private final long seed = Long.getLong("sidecast.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.FAULTY);
  private final Census before = Census.now();

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  @Test
  void nothingIsLeftWhateverComesFirst() {
    System.out.printf("seed of the lifecycles: -Dsidecast.seed=%d%n", seed);
    SocketIoServer watcher = cluster.server(UnaryOperator.identity()).start();
    for (int life = 0; life < LIVES; life++) {
      SocketIoServer server = cluster.server(UnaryOperator.identity());
      live(server);
      server.close();
      assertThat(server.state())
          .as("life %d, seed %d", life, seed)
          .isEqualTo(LifecycleState.CLOSED);
    }
    Awaitility.await("the other nodes to be removed, seed " + seed)
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> watcher.nodes().size() == 1);
    watcher.close();
    before.awaitNothingMore();
  }

  /**
   * The watcher closes each server when it receives its join. The server is then about to open its
   * port.
   */
  @Test
  void nothingIsLeftIfACloseMeetsTheOpeningOfThePort() {
    SocketIoServer watcher = cluster.server(UnaryOperator.identity());
    var starting = new AtomicReference<SocketIoServer>();
    watcher.onNodeJoined(node -> starting.get().closeAsync());
    watcher.start();
    for (int life = 0; life < LIVES; life++) {
      SocketIoServer server = cluster.server(UnaryOperator.identity());
      starting.set(server);
      try {
        server.start();
      } catch (IllegalStateException overtaken) {
        assertThat(overtaken).hasMessageContaining("closed while it started");
      }
      server.close();
      assertThat(server.state()).as("life %d", life).isEqualTo(LifecycleState.CLOSED);
    }
    watcher.close();
    before.awaitNothingMore();
  }

  private void live(SocketIoServer server) {
    List<Thread> actors = new ArrayList<>();
    var barrier = new CyclicBarrier(3);
    var starter = actor(barrier, server::start);
    actors.add(starter);
    actors.add(actor(barrier, server::close));
    actors.add(
        random.nextBoolean()
            ? actor(barrier, starter::interrupt)
            : actor(barrier, server::closeAsync));
    actors.forEach(Thread::start);
    for (Thread actor : actors) {
      join(actor);
    }
  }

  private Thread actor(CyclicBarrier barrier, Runnable act) {
    int lead = random.nextInt(LONGEST_LEAD);
    return new Thread(
        () -> {
          try {
            barrier.await(20, TimeUnit.SECONDS);
            for (int i = 0; i < lead; i++) {
              Thread.onSpinWait();
            }
            act.run();
          } catch (Exception e) {
            // The start was rejected or overtaken by the close; the test checks what is left.
          }
        });
  }

  private static void join(Thread actor) {
    try {
      actor.join(TimeUnit.SECONDS.toMillis(TestClient.MAX_WAIT_SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(actor.isAlive()).as("an actor is still running").isFalse();
  }
}
