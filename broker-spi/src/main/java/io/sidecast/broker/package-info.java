/**
 * The service-provider interface of a message broker: publish and subscribe of opaque envelopes
 * over named channels.
 *
 * <p>A broker module implements {@link io.sidecast.broker.BrokerProvider}, and either {@link
 * io.sidecast.broker.Broker} or, as most do, a {@link io.sidecast.broker.BrokerConnectionFactory}
 * and a {@link io.sidecast.broker.BrokerConnection}, which {@link
 * io.sidecast.broker.ReconnectingBroker} makes a broker of. The server implements {@link
 * io.sidecast.broker.BrokerListener}. A broker moves bytes and tells the truth about its
 * connection. Retries, buffering, membership and routing belong to the server's cluster layer,
 * which does them once for every broker.
 */
@NullMarked
package io.sidecast.broker;

import org.jspecify.annotations.NullMarked;
