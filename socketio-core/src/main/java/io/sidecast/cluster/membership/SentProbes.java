package io.sidecast.cluster.membership;

import io.sidecast.cluster.bus.Uptime;
import io.sidecast.cluster.message.Message;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

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

  /** The times at which the probes were sent, in order; 0 for a probe that has returned. */
  private final Map<Message.Probe, Long> sent = new LinkedHashMap<>();

  /** The stamp of the last probe that was removed. */
  private long forgotten = Long.MIN_VALUE;

  /**
   * Creates a probe to be sent now. The clock is part of its number, because the clone of a machine
   * also shares the state of the random generator of its operating system.
   */
  synchronized Message.Probe next() {
    var probe = new Message.Probe(Uptime.millis(), RANDOM.nextLong() + System.nanoTime());
    if (sent.size() == CAPACITY) {
      var oldest = sent.keySet().iterator();
      forgotten = oldest.next().stamp();
      oldest.remove();
    }
    sent.put(probe, System.nanoTime());
    return probe;
  }

  /**
   * Whether another process has sent a probe.
   *
   * @param probe a probe with the id of this node
   */
  synchronized boolean isForeign(Message.Probe probe) {
    return probe.stamp() > forgotten && !sent.containsKey(probe);
  }

  /**
   * Takes the time at which a probe was sent, a value of {@link System#nanoTime}.
   *
   * @return the time, at the first call for a probe that is stored
   */
  synchronized OptionalLong takeTime(Message.Probe probe) {
    Long time = sent.replace(probe, 0L);
    return time == null || time == 0 ? OptionalLong.empty() : OptionalLong.of(time);
  }
}
