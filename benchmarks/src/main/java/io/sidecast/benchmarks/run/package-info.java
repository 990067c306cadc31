/**
 * The runner, which starts brokers, servers and load generator, lets the servers take turns, and
 * collects their costs.
 */
@NullMarked
package io.sidecast.benchmarks.run;

import org.jspecify.annotations.NullMarked;
