package io.sidecast;

import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.socket.HandlerModes;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * A builder of emitters. It may build several. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class SidecastEmitterBuilder extends ClusterOptions<SidecastEmitterBuilder> {

  SidecastEmitterBuilder() {}

  @Override
  SidecastEmitterBuilder self() {
    return this;
  }

  /**
   * Builds the emitter, which does nothing until it is started.
   *
   * @return the emitter
   * @throws io.sidecast.broker.BrokerException if no broker is available, if several are and none
   *     is selected, or if none supports the URI; the message names the remedy
   */
  public SidecastEmitter build() {
    BrokerChoice choice = choice();
    if (choice.use() == null) {
      throw BrokerChoice.missing();
    }
    var threads = threads();
    var errors = new LoggingErrorHandler(LoggerFactory.getLogger(SidecastEmitter.class));
    var settings = sockets(threads, errors, false, HandlerModes.BLOCKING);
    String address = "emitter of process " + ProcessHandle.current().pid();
    var ends = new BusDependencies(address, false, ClusterEvents.NONE, Optional::empty);
    ClusterBus bus = bus(choice, ends);
    return new SidecastEmitter(new SidecastEmitter.Parts(threads, bus, choice), settings);
  }
}
