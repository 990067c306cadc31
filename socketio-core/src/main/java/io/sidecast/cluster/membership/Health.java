package io.sidecast.cluster.membership;

import io.sidecast.broker.BackOff;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.cluster.ClusterState;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.queue.Echoes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of the connection to the broker: the state that the broker reports, checked by this
 * node's own messages. Thread-safe, except {@link #review}, which is confined to the cluster
 * thread.
 */
public final class Health {

  private static final Logger log = LoggerFactory.getLogger(Health.class);

  /** The maximum back-off between two attempts to reopen a deaf connection. */
  private static final Duration MAX_BACK_OFF = Duration.ofMinutes(5);

  /** The first back-off in heartbeats. */
  private static final int FIRST_BACK_OFF_HEARTBEATS = 4;

  private final Echoes echoes;
  private final ClusterSettings settings;
  private final BackOff backOff;
  private volatile BrokerState broker = BrokerState.UP;
  private volatile boolean deaf;

  /** Whether another process has the id of this node; written under the lock. */
  private volatile boolean cloned;

  /** The time at which the other process was last alive. Guarded by the lock. */
  private long cloneSeenAt;

  private int attempts;
  private long nextAttempt = System.nanoTime();

  public Health(Echoes echoes, ClusterSettings settings) {
    this.echoes = echoes;
    this.settings = settings;
    this.backOff =
        new BackOff(
            settings.heartbeatInterval().multipliedBy(FIRST_BACK_OFF_HEARTBEATS), MAX_BACK_OFF);
  }

  public ClusterState state() {
    return switch (broker) {
      case CLOSED -> ClusterState.CLOSED;
      case DOWN -> ClusterState.DOWN;
      case UP, RESTORED -> connectedState();
    };
  }

  private ClusterState connectedState() {
    if (deaf) {
      return ClusterState.DEAF;
    }
    return cloned ? ClusterState.CLONED : ClusterState.UP;
  }

  public boolean isConnected() {
    return broker == BrokerState.UP || broker == BrokerState.RESTORED;
  }

  /**
   * Looks for deaf channels. Called once for each heartbeat.
   *
   * @return the reason to reopen the connection now; empty if it need not be reopened
   */
  public Optional<String> review() {
    expireClone();
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
    Duration pause = backOff.pause(attempts++);
    nextAttempt = now + pause.toNanos();
    String reason = "messages of this node to itself on " + silent.get() + " do not return";
    log.warn(
        "the broker connection is deaf: {}; reopening it (attempt {}, the next one at least {}"
            + " ms later)",
        reason,
        attempts,
        pause.toMillis());
    return Optional.of(reason);
  }

  /** Records that another process has sent a message to itself under the id of this node. */
  public synchronized void cloneDetected() {
    cloneSeenAt = System.nanoTime();
    if (!cloned) {
      cloned = true;
      log.error(
          "another process has the id {} of this node (was a snapshot started twice?): emits"
              + " and requests to other nodes fail until one of the two processes is stopped",
          settings.self().id());
    }
  }

  private synchronized void expireClone() {
    if (cloned && System.nanoTime() - cloneSeenAt > settings.nodeTimeout().toNanos()) {
      cloned = false;
      log.info("the other process with the id {} of this node is silent", settings.self().id());
    }
  }

  /**
   * Whether another process has the id of this node. Messages of the two do not reach each other.
   */
  public boolean isCloned() {
    return cloned;
  }

  /** A failed stage for a message to other nodes while another process has this id. */
  public <T> CompletionStage<T> clonedFailure() {
    return CompletableFuture.failedStage(
        new BrokerException(
            BrokerException.Kind.UNAVAILABLE,
            "another process has the id %s of this node (was a snapshot started twice?): stop one of the two processes and start it again"
                .formatted(settings.self().id())));
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

  public void brokerState(BrokerState state, String reason) {
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
