/**
 * The skeleton of a broker that lives on one connection at a time: an adapter opens connections,
 * and {@link io.sidecast.broker.connection.ReconnectingBroker} replaces those that end. For authors
 * of brokers.
 */
@NullMarked
package io.sidecast.broker.connection;

import org.jspecify.annotations.NullMarked;
