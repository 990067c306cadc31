/** Brokers with one flaw each, and the tests that the suites find every flaw. */
@NullMarked
package io.sidecast.conformance.flaws;

import org.jspecify.annotations.NullMarked;
