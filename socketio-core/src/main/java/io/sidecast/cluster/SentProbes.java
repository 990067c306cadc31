package io.sidecast.cluster;

import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The last probes that this process has sent. A process that was cloned shares its node id and its
 * memory with its twin, but each of the two draws its own numbers after the clone: so a probe of
 * this node id with an unknown number is the twin's. Probes that are older than the last {@value
 * #CAPACITY} belong to nobody for certain. Thread-safe.
 */
final class SentProbes {

  /** At two probes for each heartbeat and a node timeout of 10 s this is half an hour. */
  static final int CAPACITY = 1_024;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Set<Message.Probe> sent = new LinkedHashSet<>();

  /** The stamp of the last probe that was forgotten. */
  private long forgotten = Long.MIN_VALUE;

  /**
   * Makes a probe to be sent now. The clock is part of its number, because the clone of a machine
   * shares the state of the random generator of its operating system, too.
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
  synchronized boolean isOfAnother(Message.Probe probe) {
    return probe.stamp() > forgotten && !sent.contains(probe);
  }
}
