package io.sidecast;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The CPU times of the parts of {@link BroadcastBenchmark}, in nanoseconds for one delivery. Each
 * is the tenth percentile of all broadcasts, because other programs on the machine only add to a
 * time. JMH adds the values of several iterations, so the benchmark has one iteration.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class BroadcastPhases {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Times handler = new Times();
  private final Times loop = new Times();
  private final Times targets = new Times();
  private final Times channels = new Times();
  private int members;

  /** Sidecast, on the thread that emits. */
  public double handlerNanos;

  /** Sidecast, on the event loop. */
  public double loopNanos;

  /** An array of targets, on the event loop. */
  public double targetsNanos;

  /** An array of channels, on the event loop. */
  public double channelsNanos;

  /** The last times of one part. */
  private static final class Times {
    private final long[] nanos = new long[100_000];
    private int count;

    void add(long time) {
      nanos[count++ % nanos.length] = time;
    }

    double tenth() {
      int size = Math.min(count, nanos.length);
      Arrays.sort(nanos, 0, size);
      return nanos[size / 10];
    }
  }

  /** Begins to measure. */
  @Setup(Level.Iteration)
  public void clear() {
    for (Times times : new Times[] {handler, loop, targets, channels}) {
      times.count = 0;
    }
  }

  /** Returns the CPU time of the calling thread. */
  static long cpuTime() {
    return THREADS.getCurrentThreadCpuTime();
  }

  void begin(int receivers) {
    members = receivers;
  }

  void addBroadcast(long handlerTime, long loopTime) {
    handler.add(handlerTime);
    loop.add(loopTime);
  }

  void addTargets(long time) {
    targets.add(time);
  }

  void addChannels(long time) {
    channels.add(time);
  }

  /** Computes the results. */
  @TearDown(Level.Iteration)
  public void end() {
    handlerNanos = handler.tenth() / members;
    loopNanos = loop.tenth() / members;
    targetsNanos = targets.tenth() / members;
    channelsNanos = channels.tenth() / members;
  }
}
