/**
 * Redis pub/sub as a Sidecast broker, over Lettuce.
 *
 * <p>{@link io.sidecast.broker.redis.RedisBrokerProvider} is the only door. A broker is a {@link
 * io.sidecast.broker.ReconnectingBroker} on one {@code RedisConnection} at a time: two connections
 * to each master, which are opened together and lost together. A {@code RedisTopology} says which
 * servers are masters: the one that the user named, the one that sentinels name, or those of a
 * cluster.
 *
 * <p>Lettuce's own reconnection and redirection are not used, so that nothing is ever replayed and
 * nobody listens at the wrong server: a link is replaced by a new one, on which every live channel
 * is subscribed and confirmed before the broker says so.
 */
@NullMarked
package io.sidecast.broker.redis;

import org.jspecify.annotations.NullMarked;
