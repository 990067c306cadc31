package io.sidecast.benchmarks.run;

import static io.sidecast.benchmarks.run.Contender.FLOOR;
import static io.sidecast.benchmarks.run.Contender.SIDECAST;
import static io.sidecast.benchmarks.run.Contender.SOCKET_IO;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.benchmarks.report.Figure;
import io.sidecast.benchmarks.report.Target;
import io.sidecast.examples.brokers.BrokerKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the names of servers with several numbers of event loops, and their targets. */
class LineUpTest {

  private static final Servers.Topology PAIR = Servers.Topology.pair(BrokerKind.REDIS);

  @Test
  void oneNumberOfEventLoops() {
    var lineUp = new LineUp(List.of(SIDECAST, SOCKET_IO), List.of(2));
    assertThat(lineUp.entrants(PAIR, FLOOR, SIDECAST, SOCKET_IO))
        .containsExactly(
            new Servers("Sidecast", SIDECAST, PAIR, 2),
            new Servers("socket.io", SOCKET_IO, PAIR, 1));
    assertThat(lineUp.targets(Figure.CPU, new LineUp.Ratio(SIDECAST, FLOOR, 1.2)))
        .containsExactly(new Target(Figure.CPU, "Sidecast", "bare Netty", 1.2));
  }

  @Test
  void severalNumbersOfEventLoops() {
    var lineUp = new LineUp(List.of(SIDECAST, SOCKET_IO), List.of(1, 2));
    assertThat(lineUp.entrants(PAIR, SIDECAST, SOCKET_IO))
        .extracting(Entrant::name)
        .containsExactly("Sidecast, 1 loop", "Sidecast, 2 loops", "socket.io");
    assertThat(lineUp.over(BrokerKind.NATS, SIDECAST))
        .extracting(Entrant::name)
        .containsExactly("Sidecast over NATS, 1 loop", "Sidecast over NATS, 2 loops");
    assertThat(lineUp.targets(Figure.CPU, new LineUp.Ratio(SIDECAST, FLOOR, 1.2)))
        .containsExactly(
            new Target(Figure.CPU, "Sidecast, 1 loop", "bare Netty, 1 loop", 1.2),
            new Target(Figure.CPU, "Sidecast, 2 loops", "bare Netty, 2 loops", 1.2));
  }
}
