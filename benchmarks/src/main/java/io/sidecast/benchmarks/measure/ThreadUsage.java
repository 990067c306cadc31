package io.sidecast.benchmarks.measure;

/**
 * The resources that threads of one kind have used.
 *
 * @param kind the name of the threads without numbers; Linux keeps 15 bytes of a name
 * @param cpuMicros user and system time, in microseconds
 * @param switches voluntary context switches
 * @param calls read and write system calls
 */
public record ThreadUsage(String kind, long cpuMicros, long switches, long calls) {

  static ThreadUsage none(String kind) {
    return new ThreadUsage(kind, 0, 0, 0);
  }

  /**
   * Adds the usage of other threads of this kind.
   *
   * @param other their usage
   * @return the sum
   */
  public ThreadUsage plus(ThreadUsage other) {
    return new ThreadUsage(
        kind, cpuMicros + other.cpuMicros, switches + other.switches, calls + other.calls);
  }

  ThreadUsage minus(ThreadUsage other) {
    return new ThreadUsage(
        kind, cpuMicros - other.cpuMicros, switches - other.switches, calls - other.calls);
  }

  /** Returns whether the threads are compilers of a JVM. */
  boolean isCompiler() {
    return kind.startsWith("C1 Compiler") || kind.startsWith("C2 Compiler");
  }
}
