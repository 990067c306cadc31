package io.sidecast.cluster;

import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of the connection to the broker: what the broker reports, checked by this node's own
 * messages. Thread-safe, except {@link #review}, which is confined to the cluster thread.
 */
final class Health {

  private static final Logger log = LoggerFactory.getLogger(Health.class);

  /** The longest pause between two attempts to reopen a deaf connection. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** A pause begins with this many heartbeats, and doubles. */
  private static final int FIRST_PAUSE_BEATS = 4;

  private final Echoes echoes;
  private final Duration heartbeat;
  private volatile BrokerState broker = BrokerState.UP;
  private volatile boolean deaf;
  private int attempts;
  private long nextAttempt = System.nanoTime();

  Health(Echoes echoes, Duration heartbeat) {
    this.echoes = echoes;
    this.heartbeat = heartbeat;
  }

  ClusterState state() {
    return switch (broker) {
      case CLOSED -> ClusterState.CLOSED;
      case DOWN -> ClusterState.DOWN;
      case UP, RESTORED -> deaf ? ClusterState.DEAF : ClusterState.UP;
    };
  }

  boolean isConnected() {
    return broker == BrokerState.UP || broker == BrokerState.RESTORED;
  }

  /**
   * Looks for channels that are deaf, once for each heartbeat.
   *
   * @return why the connection should be reopened now, empty if it should not
   */
  Optional<String> review() {
    Optional<Channel> silent = echoes.deaf();
    if (silent.isEmpty()) {
      recover();
      return Optional.empty();
    }
    deaf = true;
    long now = System.nanoTime();
    if (now - nextAttempt < 0) {
      return Optional.empty();
    }
    long pause = pauseMillis(attempts++);
    nextAttempt = now + Duration.ofMillis(pause).toNanos();
    String reason = "messages of this node to itself on " + silent.get() + " do not come back";
    log.warn(
        "the broker connection is deaf: {}; it is reopened (attempt {}, the next one not before {}"
            + " ms)",
        reason,
        attempts,
        pause);
    return Optional.of(reason);
  }

  private void recover() {
    if (deaf) {
      deaf = false;
      log.info("the broker connection is no longer deaf");
    }
    if (attempts > 0 && echoes.allHaveReturned()) {
      attempts = 0;
    }
  }

  private long pauseMillis(int attempt) {
    long longest = LONGEST_PAUSE.toMillis();
    long first = Math.max(1, heartbeat.toMillis() * FIRST_PAUSE_BEATS);
    long ceiling = Math.max(2, Math.min(longest, first << Math.min(attempt, 16)));
    return ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling);
  }

  void brokerState(BrokerState state, String reason) {
    broker = state;
    echoes.reset();
    deaf = false;
    if (state == BrokerState.DOWN) {
      log.warn("broker down: {}", reason);
    } else {
      log.info("broker {}: {}", state, reason);
    }
  }
}
