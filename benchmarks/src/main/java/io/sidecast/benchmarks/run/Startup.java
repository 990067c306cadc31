package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Result;
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
    return new Running() {
      @Override
      public void awaitReady() {}

      @Override
      public Result measure(Load load, Load.Turn turn) {
        var meter = new StartMeter();
        try (Servers.Cluster cluster = servers.start(stage)) {
          cluster.awaitReady();
          return meter.ready(cluster.pids());
        }
      }

      @Override
      public void close() {}
    };
  }
}
