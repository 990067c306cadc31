/** The requests and results of measuring processes, and the counters behind them. */
@NullMarked
package io.sidecast.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
