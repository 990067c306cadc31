/**
 * The RabbitMQ broker of Sidecast, with the RabbitMQ Java client.
 *
 * <p>{@link io.sidecast.broker.rabbitmq.RabbitMqBrokerProvider} is the only public type. A broker
 * is a {@link io.sidecast.broker.connection.ReconnectingBroker} with one {@code RabbitMqConnection}
 * at a time, which consists of two AMQP connections: during a memory or disk alarm RabbitMQ blocks
 * connections that publish, and deliveries must not be blocked with them. The client library runs
 * on one event loop and never blocks there; {@code RabbitMqConnectionFactory} runs its blocking
 * calls on other threads. The recovery of the client library is disabled, so that no command is
 * repeated.
 */
@NullMarked
package io.sidecast.broker.rabbitmq;

import org.jspecify.annotations.NullMarked;
