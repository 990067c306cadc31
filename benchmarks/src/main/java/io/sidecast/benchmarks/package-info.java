/**
 * The settings that the micro-benchmarks share. The benchmarks are in the packages that they
 * measure.
 */
@NullMarked
package io.sidecast.benchmarks;

import org.jspecify.annotations.NullMarked;
