package io.sidecast.cluster.membership;

import io.sidecast.cluster.bus.Uptime;
import io.sidecast.cluster.message.Message;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The last probes of this process. After a clone, two processes share their node id and their
 * memory, but each draws its own random numbers from then on. So a probe with this node id and an
 * unknown number belongs to the other process. Probes before the last {@value #CAPACITY} cannot be
 * attributed. Thread-safe.
 */
public final class SentProbes {

  /**
   * The number of probes that are stored: half an hour at two probes for each heartbeat and a node
   * timeout of 10 s.
   */
  static final int CAPACITY = 1_024;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Set<Message.Probe> sent = new LinkedHashSet<>();

  /** The stamp of the last probe that was removed. */
  private long forgotten = Long.MIN_VALUE;

  /**
   * Creates a probe to be sent now. The clock is part of its number, because the clone of a machine
   * also shares the state of the random generator of its operating system.
   */
  synchronized Message.Probe next() {
    var probe = new Message.Probe(Uptime.millis(), RANDOM.nextLong() + System.nanoTime());
    if (sent.size() == CAPACITY) {
      var oldest = sent.iterator();
      forgotten = oldest.next().stamp();
      oldest.remove();
    }
    sent.add(probe);
    return probe;
  }

  /**
   * Whether another process has sent a probe.
   *
   * @param probe a probe with the id of this node
   */
  synchronized boolean isForeign(Message.Probe probe) {
    return probe.stamp() > forgotten && !sent.contains(probe);
  }
}
