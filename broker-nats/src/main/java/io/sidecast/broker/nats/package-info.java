/**
 * The NATS broker of Sidecast: core NATS, with jnats.
 *
 * <p>{@link io.sidecast.broker.nats.NatsBrokerProvider} is the only public type. A broker is a
 * {@link io.sidecast.broker.connection.ReconnectingBroker} with one {@code NatsConnection} at a
 * time. The reconnection of jnats is disabled, because it would send messages late that could not
 * be sent before the connection broke. A new connection, to any server of the cluster, replaces a
 * lost one; all subscriptions are in force on it before the broker reports RESTORED.
 *
 * <p>Core NATS has no confirmations. The server processes the commands of a connection in order, so
 * a PONG proves that it has processed all commands before the PING. A connection confirms publishes
 * and subscriptions this way, many with one PING. On a cluster of servers a subscription is also
 * confirmed at each other server, see {@code NatsRoutes}.
 */
@NullMarked
package io.sidecast.broker.nats;

import org.jspecify.annotations.NullMarked;
