package io.sidecast.conformance.chaos;

import io.sidecast.conformance.chaos.ChaosGuest.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The continuous traffic of a run: in every round each client sends one message of each stream, and
 * each node is polled. One thread runs the rounds. Thread-safe.
 */
final class ChaosTraffic implements AutoCloseable {

  private static final int ROUND_MILLIS = 250;

  private final ChaosNodes nodes;
  private final ChaosRecords records;
  private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();
  private final AtomicBoolean paused = new AtomicBoolean();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  /**
   * Creates traffic without rounds.
   *
   * @param nodes the nodes
   * @param records receive each message
   */
  ChaosTraffic(ChaosNodes nodes, ChaosRecords records) {
    this.nodes = nodes;
    this.records = records;
  }

  /** Starts the rounds. */
  void start() {
    var unused = rounds.scheduleWithFixedDelay(this::round, 0, ROUND_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void round() {
    try {
      nodes.watches().forEach(NodeWatch::poll);
      synchronized (paused) {
        if (!paused.get()) {
          send();
        }
      }
    } catch (RuntimeException ofRound) {
      failure.set(ofRound);
      throw ofRound;
    }
  }

  /** Sends no further messages until {@link #resume}. Fails if a round has failed. */
  void pause() {
    if (failure.get() != null) {
      throw new IllegalStateException("the traffic has ended", failure.get());
    }
    synchronized (paused) {
      paused.set(true);
    }
  }

  /** Continues after {@link #pause}. */
  void resume() {
    paused.set(false);
  }

  /** Sends one message of each stream. */
  List<Emission> send() {
    List<ChaosGuest> all = nodes.guests();
    List<Emission> sent = new ArrayList<>();
    for (ChaosGuest from : all) {
      for (ChaosGuest to : all) {
        sent.add(send(records.ledger().add(from, Path.SOCKET, List.of(to))));
      }
      sent.add(send(records.ledger().add(from, Path.ROOM, all)));
      sent.add(send(records.ledger().add(from, Path.BROADCAST, all)));
    }
    return sent;
  }

  private Emission send(Emission emission) {
    emission
        .from()
        .send(emission)
        .thenAccept(
            accepted -> {
              emission.accepted().complete(accepted);
              if (!accepted) {
                records.notice().arrived();
              }
            });
    return emission;
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
