/** What a run has shown, on the terminal, as JSON and as a page. */
@NullMarked
package io.sidecast.benchmarks.report;

import org.jspecify.annotations.NullMarked;
