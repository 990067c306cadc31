/** Runs of the suites over Kafka, and tests of its topics. */
@NullMarked
package io.sidecast.conformance.kafka;

import org.jspecify.annotations.NullMarked;
