/**
 * The skeleton of a broker that uses one connection at a time. The broker module opens connections
 * with a {@link io.sidecast.broker.connection.BrokerConnectionFactory}. A {@link
 * io.sidecast.broker.connection.ReconnectingBroker} replaces each connection that ends.
 */
@NullMarked
package io.sidecast.broker.connection;

import org.jspecify.annotations.NullMarked;
