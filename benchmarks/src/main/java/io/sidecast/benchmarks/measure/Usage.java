package io.sidecast.benchmarks.measure;

/**
 * The resources that a process has used so far.
 *
 * @param cpuMicros user and system time, in microseconds; the kernel counts in steps of 10,000
 * @param residentKib resident memory now, in KiB
 * @param switches voluntary context switches of the threads that still run
 * @param calls read and write system calls
 */
record Usage(long cpuMicros, long residentKib, long switches, long calls) {

  static final Usage NONE = new Usage(0, 0, 0, 0);
}
