/** The broker over RabbitMQ. Found with {@link java.util.ServiceLoader}; it exports nothing. */
module io.sidecast.broker.rabbitmq {
  requires static org.jspecify;
  requires io.sidecast.broker;
  requires com.rabbitmq.client;
  requires io.netty.transport;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.resolver;
  requires org.slf4j;

  provides io.sidecast.broker.BrokerProvider with
      io.sidecast.broker.rabbitmq.RabbitMqBrokerProvider;
}
