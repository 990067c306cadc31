/** A server of another kind, with the same events. */
@NullMarked
package io.sidecast.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
