/** The service-provider interface for message brokers of Sidecast. */
module io.sidecast.broker {
  requires static transitive org.jspecify;

  exports io.sidecast.broker;
  exports io.sidecast.broker.connection;
}
