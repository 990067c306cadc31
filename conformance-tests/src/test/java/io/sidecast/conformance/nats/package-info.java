/** Runs of the suites over NATS, and tests of its routing and logins. */
@NullMarked
package io.sidecast.conformance.nats;

import org.jspecify.annotations.NullMarked;
