/** The broker over NATS. Found with {@link java.util.ServiceLoader}; it exports nothing. */
module io.sidecast.broker.nats {
  requires static org.jspecify;
  requires io.sidecast.broker;
  requires io.nats.jnats;
  requires org.slf4j;

  provides io.sidecast.broker.BrokerProvider with
      io.sidecast.broker.nats.NatsBrokerProvider;
}
