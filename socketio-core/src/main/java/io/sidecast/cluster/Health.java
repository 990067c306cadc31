package io.sidecast.cluster;

import io.sidecast.broker.BrokerState;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether messages pass: what the broker says of its connection, checked by probes that this
 * node sends to itself. Any thread.
 */
final class Health {

  private static final Logger log = LoggerFactory.getLogger(Health.class);

  /** So many probes in a row that do not come back show that the connection is deaf. */
  private static final int LOST_PROBES = 3;

  private final AtomicLong sent = new AtomicLong();
  private volatile long returned;
  private volatile BrokerState broker = BrokerState.UP;
  private volatile boolean deaf;

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

  /** The number of the probe to send now. */
  long nextProbe() {
    long number = sent.incrementAndGet();
    if (!deaf && number - returned > LOST_PROBES) {
      deaf = true;
      log.warn("the broker connection is deaf: {} probes to myself did not come back", LOST_PROBES);
    }
    return number;
  }

  void probeReturned(long number) {
    returned = number;
    if (deaf) {
      deaf = false;
      log.info("the broker connection is no longer deaf");
    }
  }

  void brokerState(BrokerState state, String reason) {
    broker = state;
    returned = sent.get();
    deaf = false;
    if (state == BrokerState.DOWN) {
      log.warn("broker down: {}", reason);
    } else {
      log.info("broker {}: {}", state, reason);
    }
  }
}
