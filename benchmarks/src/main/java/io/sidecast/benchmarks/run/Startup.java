package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.StartMeter;

/**
 * The start of servers, as an entrant. Each measurement starts them and ends when they are ready.
 *
 * @param servers the servers
 */
record Startup(Servers servers) implements Entrant {

  @Override
  public String name() {
    return servers.name();
  }

  @Override
  public Running start(Stage stage) {
    return Fresh.eachTime(
        (load, turn) -> {
          var meter = new StartMeter();
          try (Servers.Cluster cluster = servers.start(stage)) {
            cluster.awaitReady();
            return meter.ready(cluster.pids());
          }
        });
  }
}
