/** NATS core as a Sidecast broker, over jnats. */
@NullMarked
package io.sidecast.broker.nats;

import org.jspecify.annotations.NullMarked;
