/**
 * The service-provider interface for message brokers: nodes publish opaque envelopes on named
 * channels and subscribe to channels.
 *
 * <p>A broker module implements {@link io.sidecast.broker.BrokerProvider}, and either {@link
 * io.sidecast.broker.Broker} or, as most modules do, {@link
 * io.sidecast.broker.connection.BrokerConnectionFactory} and {@link
 * io.sidecast.broker.connection.BrokerConnection}, from which {@link
 * io.sidecast.broker.connection.ReconnectingBroker} makes a broker. The server implements {@link
 * io.sidecast.broker.BrokerListener}. A broker moves bytes and reports the true state of its
 * connection. Retries, buffering, membership and routing belong to the server's cluster layer,
 * which is the same for every broker.
 */
@NullMarked
package io.sidecast.broker;

import org.jspecify.annotations.NullMarked;
