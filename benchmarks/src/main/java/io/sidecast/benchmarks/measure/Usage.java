package io.sidecast.benchmarks.measure;

/**
 * The resources that a process has used so far.
 *
 * @param cpuMicros user and system time, in microseconds; the kernel counts in steps of 10,000
 * @param residentKib resident memory now, in KiB
 */
record Usage(long cpuMicros, long residentKib) {}
