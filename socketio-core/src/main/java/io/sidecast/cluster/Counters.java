package io.sidecast.cluster;

import java.util.concurrent.atomic.LongAdder;

/** Counts what passes. Any thread. */
final class Counters {
  final LongAdder published = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder own = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder lost = new LongAdder();
}
