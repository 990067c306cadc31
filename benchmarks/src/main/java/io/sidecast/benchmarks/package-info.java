/** What the micro-benchmarks share; they are in the packages of what they measure. */
@NullMarked
package io.sidecast.benchmarks;

import org.jspecify.annotations.NullMarked;
