import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.redis.RedisBrokerProvider;

/** Redis pub/sub as a Sidecast broker. */
module io.sidecast.broker.redis {
  requires io.netty.common;
  requires io.netty.transport;
  requires transitive io.sidecast.broker;
  requires lettuce.core;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.sidecast.broker.redis;

  provides BrokerProvider with
      RedisBrokerProvider;
}
