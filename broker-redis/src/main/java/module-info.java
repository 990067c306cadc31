/**
 * The broker over Redis: one server, Sentinel, or Cluster. Found with {@link
 * java.util.ServiceLoader}; it exports nothing.
 */
module io.sidecast.broker.redis {
  requires static org.jspecify;
  requires io.sidecast.broker;
  requires lettuce.core;
  requires io.netty.transport;
  requires io.netty.common;

  provides io.sidecast.broker.BrokerProvider with
      io.sidecast.broker.redis.RedisBrokerProvider;
}
