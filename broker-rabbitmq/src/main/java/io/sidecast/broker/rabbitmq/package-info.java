/**
 * RabbitMQ as a Sidecast broker, over the Java client.
 *
 * <p>{@link io.sidecast.broker.rabbitmq.RabbitMqBrokerProvider} is the only door. A broker is a
 * {@link io.sidecast.broker.ReconnectingBroker} on one {@code RabbitMqConnection} at a time: two
 * connections that are opened together and lost together, since RabbitMQ holds back a connection
 * that publishes while it is short of memory or disk, and what is received must not be held back
 * with it. The client runs on one event loop and is used there, where it never waits; what it does
 * not offer without waiting, {@code RabbitMqConnectionFactory} does on threads of its own. The
 * client's recovery is switched off, so that nothing is ever replayed.
 */
@NullMarked
package io.sidecast.broker.rabbitmq;

import org.jspecify.annotations.NullMarked;
