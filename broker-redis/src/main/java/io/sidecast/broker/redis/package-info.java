/**
 * Redis pub/sub as a Sidecast broker, over Lettuce.
 *
 * <p>{@link io.sidecast.broker.redis.RedisBrokerProvider} is the only door. A broker owns one
 * {@code RedisLink} at a time: two connections that are opened together and lost together.
 * Lettuce's own reconnection is switched off, so that nothing is ever replayed; a lost link is
 * replaced by a new one, on which every live channel is subscribed and confirmed before the broker
 * says so.
 */
@NullMarked
package io.sidecast.broker.redis;

import org.jspecify.annotations.NullMarked;
