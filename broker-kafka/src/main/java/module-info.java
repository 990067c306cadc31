/** The broker over Kafka. Found with {@link java.util.ServiceLoader}; it exports nothing. */
module io.sidecast.broker.kafka {
  requires static org.jspecify;
  requires io.sidecast.broker;
  requires kafka.clients;
  requires org.slf4j;

  provides io.sidecast.broker.BrokerProvider with
      io.sidecast.broker.kafka.KafkaBrokerProvider;
}
