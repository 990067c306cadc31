/** Runs of the suites over RabbitMQ, and tests of its queues and logins. */
@NullMarked
package io.sidecast.conformance.rabbitmq;

import org.jspecify.annotations.NullMarked;
