package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Request;
import io.sidecast.benchmarks.measure.Result;
import io.sidecast.benchmarks.raw.RawMain;
import io.sidecast.examples.RunningBroker;
import io.sidecast.examples.brokers.BrokerKind;
import java.util.List;
import java.util.Map;

/**
 * A broker's own client alone in one process, which receives its own messages.
 *
 * @param broker the broker
 */
record RawEntrant(BrokerKind broker) implements Entrant {

  @Override
  public String name() {
    return name(broker);
  }

  static String name(BrokerKind broker) {
    return broker.title() + " client alone";
  }

  @Override
  public Running start(Stage stage) {
    RunningBroker running = stage.brokers().get(broker);
    String channel = "raw-" + System.nanoTime();
    List<String> main = List.of(RawMain.class.getName(), running.uri().toString(), channel);
    Measurer client =
        Measurer.start(name(), stage.home().java(Home.Build.NIO, Home.SERVER_JVM, main));
    return new Running() {
      @Override
      public void awaitReady() {
        client.awaitReady();
      }

      @Override
      public Result measure(Load load, Load.Turn turn) {
        return client.measure(
            new Request(
                "raw",
                load.clients(),
                new Request.Ports(0, 0),
                load.bytes(),
                load.pace(turn),
                Map.of("client", client.pid(), Result.BROKER, running.process().pid()),
                List.of()));
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }
}
