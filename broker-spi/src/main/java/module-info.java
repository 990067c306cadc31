/** The service-provider interface of a message broker for Sidecast. */
module io.sidecast.broker {
  requires static transitive org.jspecify;

  exports io.sidecast.broker;
}
