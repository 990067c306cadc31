/** Each broker's own client alone: what Sidecast could reach at best. */
@NullMarked
package io.sidecast.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
