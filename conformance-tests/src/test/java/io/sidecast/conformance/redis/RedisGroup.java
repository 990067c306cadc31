package io.sidecast.conformance.redis;

import io.sidecast.conformance.BrokerProcess;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * Servers that are stopped, started and frozen together. Confined to the test thread.
 *
 * @param servers the servers
 * @param ready whether the servers form a working topology again
 */
record RedisGroup(List<RedisServer> servers, BooleanSupplier ready) implements BrokerProcess {

  @Override
  public void stop() {
    servers.forEach(server -> server.process().stop());
  }

  @Override
  public void kill() {
    servers.forEach(server -> server.process().kill());
  }

  @Override
  public void start() {
    servers.forEach(server -> server.process().start());
    Awaitility.await("the servers to form a working topology")
        .atMost(OpenNodes.MAX_WAIT)
        .ignoreExceptions()
        .until(ready::getAsBoolean);
  }

  @Override
  public void pause() {
    servers.forEach(server -> server.process().pause());
  }

  @Override
  public void resume() {
    servers.forEach(server -> server.process().resume());
  }
}
