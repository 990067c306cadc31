/**
 * The Kafka broker of Sidecast, with kafka-clients. {@link
 * io.sidecast.broker.kafka.KafkaBrokerProvider} is its only public type.
 */
@NullMarked
package io.sidecast.broker.kafka;

import org.jspecify.annotations.NullMarked;
