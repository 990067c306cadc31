/** What a measuring process is asked, what it answers, and how it counts. */
@NullMarked
package io.sidecast.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
