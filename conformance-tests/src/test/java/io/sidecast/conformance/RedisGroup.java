package io.sidecast.conformance;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * The test thread only. Servers that are stopped, started and frozen together.
 *
 * @param servers the servers
 * @param ready whether they work together again
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
    Awaitility.await("the servers to work together")
        .atMost(OpenNodes.PATIENCE)
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
