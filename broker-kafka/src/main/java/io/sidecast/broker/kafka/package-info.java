/** Kafka as a Sidecast broker, over kafka-clients. */
@NullMarked
package io.sidecast.broker.kafka;

import org.jspecify.annotations.NullMarked;
