/** A Kafka broker in a JVM of its own: it is started with a class path that nobody else has. */
@NullMarked
package io.sidecast.examples.kafka;

import org.jspecify.annotations.NullMarked;
