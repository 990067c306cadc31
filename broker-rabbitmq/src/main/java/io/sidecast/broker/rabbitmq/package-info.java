/** RabbitMQ as a Sidecast broker, over the Java client. */
@NullMarked
package io.sidecast.broker.rabbitmq;

import org.jspecify.annotations.NullMarked;
