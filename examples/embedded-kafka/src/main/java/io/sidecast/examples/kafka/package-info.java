/** A Kafka broker in a JVM of its own, with a separate class path. */
@NullMarked
package io.sidecast.examples.kafka;

import org.jspecify.annotations.NullMarked;
