/**
 * The runner: starts brokers, servers and load, lets them take turns, and collects what they cost.
 */
@NullMarked
package io.sidecast.benchmarks.run;

import org.jspecify.annotations.NullMarked;
