package io.sidecast;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The CPU time of all threads of the process for one operation, for benchmarks whose work is on
 * several threads. JMH adds the values of several iterations, so a benchmark with this result has
 * one iteration. Confined to the thread of the benchmark.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuTime {

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private long before;
  private long operations;

  /** The CPU time of one operation, in nanoseconds. */
  public double cpuNanos;

  /** The number of threads of the process. */
  public double threads;

  /** Begins to count. */
  @Setup(Level.Iteration)
  public void begin() {
    before = system.getProcessCpuTime();
    operations = 0;
  }

  /** Counts operations. */
  public void add(int count) {
    operations += count;
  }

  /** Computes the results. */
  @TearDown(Level.Iteration)
  public void end() {
    cpuNanos = (double) (system.getProcessCpuTime() - before) / operations;
    threads = ManagementFactory.getThreadMXBean().getThreadCount();
  }
}
