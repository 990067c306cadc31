/**
 * NATS core as a Sidecast broker, over jnats.
 *
 * <p>{@link io.sidecast.broker.nats.NatsBrokerProvider} is the only door. A broker is a {@link
 * io.sidecast.broker.ReconnectingBroker} on one {@code NatsConnection} at a time: one connection,
 * from its opening to its end. jnats' own reconnection is switched off, because it would send later
 * what could not be sent before the connection broke; a lost link is replaced by a new one, to any
 * server of the cluster, on which every live channel is subscribed and in force before the broker
 * says so.
 *
 * <p>NATS core confirms nothing by itself. It does handle what one connection sends in order, so an
 * answered PING proves that the server has handled all that was sent before it: that is how a link
 * confirms publishes and subscriptions, many with one PING.
 */
@NullMarked
package io.sidecast.broker.nats;

import org.jspecify.annotations.NullMarked;
