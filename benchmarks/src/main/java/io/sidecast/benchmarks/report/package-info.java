/** The results of a run, on the terminal, as JSON and as a page. */
@NullMarked
package io.sidecast.benchmarks.report;

import org.jspecify.annotations.NullMarked;
