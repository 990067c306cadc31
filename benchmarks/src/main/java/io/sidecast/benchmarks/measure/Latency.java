package io.sidecast.benchmarks.measure;

import org.HdrHistogram.Histogram;

/**
 * The latency of messages, in microseconds.
 *
 * @param p50 the median
 * @param p90 the time that one message of ten exceeded
 * @param p99 the time that one message of a hundred exceeded
 * @param p999 the time that one message of a thousand exceeded
 * @param max the longest time
 */
public record Latency(double p50, double p90, double p99, double p999, double max) {

  private static final double MEDIAN = 50;
  private static final double ONE_OF_TEN = 90;
  private static final double ONE_OF_A_HUNDRED = 99;
  private static final double ONE_OF_A_THOUSAND = 99.9;

  static Latency of(Histogram nanos) {
    return new Latency(
        nanos.getValueAtPercentile(MEDIAN) / 1e3,
        nanos.getValueAtPercentile(ONE_OF_TEN) / 1e3,
        nanos.getValueAtPercentile(ONE_OF_A_HUNDRED) / 1e3,
        nanos.getValueAtPercentile(ONE_OF_A_THOUSAND) / 1e3,
        nanos.getMaxValue() / 1e3);
  }
}
