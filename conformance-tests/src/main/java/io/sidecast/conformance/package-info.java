/**
 * Certifies a broker for Sidecast.
 *
 * <p>Extend {@link io.sidecast.conformance.BrokerConformance}, supply a {@link
 * io.sidecast.conformance.BrokerFixture}, and run the class as any JUnit test. A missing broker is
 * a failure, never a skip. A case is skipped only where {@link io.sidecast.conformance.Requires},
 * {@link io.sidecast.conformance.RequiresReplayLog} or {@link
 * io.sidecast.conformance.RequiresLogin} names a promise that the broker does not make.
 */
@NullMarked
package io.sidecast.conformance;

import org.jspecify.annotations.NullMarked;
