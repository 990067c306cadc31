/** The brokers' own clients alone: the upper bound of what Sidecast can reach. */
@NullMarked
package io.sidecast.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
