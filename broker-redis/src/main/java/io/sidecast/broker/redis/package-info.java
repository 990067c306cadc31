/**
 * The Redis broker of Sidecast: Redis pub/sub, with Lettuce.
 *
 * <p>{@link io.sidecast.broker.redis.RedisBrokerProvider} is the only public type. A broker is a
 * {@link io.sidecast.broker.connection.ReconnectingBroker} with one {@code RedisConnection} at a
 * time, which consists of two Redis connections to each master. A {@code RedisTopology} finds the
 * masters: the server of the URI, the master of sentinels, or the masters of a cluster.
 *
 * <p>The reconnection and redirection of Lettuce are disabled, so that no command is repeated and
 * no subscription stays at a wrong server. A new connection replaces a lost one; all subscriptions
 * are confirmed on it before the broker reports RESTORED.
 */
@NullMarked
package io.sidecast.broker.redis;

import org.jspecify.annotations.NullMarked;
