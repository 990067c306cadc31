/**
 * Certifies a broker for Sidecast.
 *
 * <p>Extend {@link io.sidecast.conformance.BrokerConformance}, supply a {@link
 * io.sidecast.conformance.BrokerFixture}, and run it as any JUnit test. A broker that is not found
 * is a failure, never a skip; a case is skipped only where {@link io.sidecast.conformance.Requires}
 * names a promise that the broker does not make.
 */
@NullMarked
package io.sidecast.conformance;

import org.jspecify.annotations.NullMarked;
