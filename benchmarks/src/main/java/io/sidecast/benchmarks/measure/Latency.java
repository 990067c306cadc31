package io.sidecast.benchmarks.measure;

import org.HdrHistogram.Histogram;

/**
 * How long messages took, in microseconds.
 *
 * @param p50 the median
 * @param p99 one of a hundred took longer
 * @param p999 one of a thousand took longer
 * @param max the longest
 */
public record Latency(double p50, double p99, double p999, double max) {

  private static final double MEDIAN = 50;
  private static final double ONE_OF_A_HUNDRED = 99;
  private static final double ONE_OF_A_THOUSAND = 99.9;

  static Latency of(Histogram nanos) {
    return new Latency(
        nanos.getValueAtPercentile(MEDIAN) / 1e3,
        nanos.getValueAtPercentile(ONE_OF_A_HUNDRED) / 1e3,
        nanos.getValueAtPercentile(ONE_OF_A_THOUSAND) / 1e3,
        nanos.getMaxValue() / 1e3);
  }
}
