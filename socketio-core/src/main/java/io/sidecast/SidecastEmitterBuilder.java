package io.sidecast;

import io.sidecast.cluster.ClusterBus;
import io.sidecast.cluster.ClusterEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes an emitter. One thread; can be used for several emitters. */
public final class SidecastEmitterBuilder extends ClusterOptions<SidecastEmitterBuilder> {

  private static final Logger log = LoggerFactory.getLogger(SidecastEmitter.class);

  SidecastEmitterBuilder() {}

  @Override
  SidecastEmitterBuilder self() {
    return this;
  }

  /**
   * Builds the emitter. It does nothing until it is started.
   *
   * @return the emitter
   * @throws io.sidecast.broker.BrokerException if there is no broker, if several could be used, or
   *     none opens the URI; the message says what to do
   */
  public SidecastEmitter build() {
    BrokerChoice choice = choice();
    if (choice.use() == null) {
      throw BrokerChoice.missing();
    }
    var threads = threads();
    var settings =
        sockets(
            threads, (socket, occasion, error) -> log.warn("{} failed", occasion, error), false);
    String address = "emitter of process " + ProcessHandle.current().pid();
    var ends = new Ends(address, false, ClusterEvents.NONE);
    ClusterBus bus = bus(choice, ends);
    return new SidecastEmitter(new SidecastEmitter.Parts(threads, bus, choice), settings);
  }
}
