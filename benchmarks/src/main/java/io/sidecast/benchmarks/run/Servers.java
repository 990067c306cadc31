package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Request;
import io.sidecast.benchmarks.measure.Result;
import io.sidecast.examples.RunningBroker;
import io.sidecast.examples.brokers.BrokerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Servers of one kind, as an entrant.
 *
 * @param name the name in the report
 * @param contender the kind of the servers
 * @param topology the number of servers and their broker
 * @param loops the number of event loops of each server on a JVM
 */
record Servers(String name, Contender contender, Topology topology, int loops) implements Entrant {

  private static final AtomicInteger PREFIXES = new AtomicInteger();

  /**
   * The topology of a cluster.
   *
   * @param nodes the number of servers
   * @param broker the broker that connects them; null: each server is alone
   * @param jvm options for servers on a JVM
   */
  record Topology(int nodes, @Nullable BrokerKind broker, List<String> jvm) {

    /** Returns a topology of one server. */
    static Topology alone(List<String> jvm) {
      return new Topology(1, null, jvm);
    }

    /** Returns a topology of two servers. */
    static Topology pair(BrokerKind broker) {
      return new Topology(2, broker, Home.SERVER_JVM);
    }
  }

  @Override
  public Cluster start(Stage stage) {
    Optional<RunningBroker> broker =
        Optional.ofNullable(topology.broker()).map(stage.brokers()::get);
    String prefix = "bench" + ProcessHandle.current().pid() + "-" + PREFIXES.incrementAndGet();
    List<Program> programs = new ArrayList<>();
    List<Recording> recordings = new ArrayList<>();
    var cluster = new Cluster(stage, programs, recordings, broker);
    try {
      for (int i = 0; i < topology.nodes(); i++) {
        String title = name + " " + (i + 1);
        List<String> jvm = new ArrayList<>(topology.jvm());
        Recording recording = stage.profiler().record(title);
        recordings.add(recording);
        jvm.addAll(recording.options());
        var node = new Contender.Node(broker.map(RunningBroker::uri), prefix, i, jvm, loops);
        Program program = Program.start(title, contender.command(stage.home(), node));
        programs.add(program);
        if (topology.nodes() > 2) {
          program.port(); // one after another: many JVMs that start at once slow each other down
        }
      }
      return cluster;
    } catch (RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  final class Cluster implements Running {

    private final Stage stage;
    private final List<Program> programs;
    private final List<Recording> recordings;
    private final Optional<RunningBroker> broker;

    Cluster(
        Stage stage,
        List<Program> programs,
        List<Recording> recordings,
        Optional<RunningBroker> broker) {
      this.stage = stage;
      this.programs = programs;
      this.recordings = recordings;
      this.broker = broker;
    }

    @Override
    public void awaitReady() {
      programs.forEach(Program::port);
    }

    /** Returns the ids of the servers' processes, by name. */
    Map<String, Long> pids() {
      Map<String, Long> pids = new TreeMap<>();
      for (int i = 0; i < programs.size(); i++) {
        pids.put("node " + (i + 1), programs.get(i).pid());
      }
      return pids;
    }

    @Override
    public Result measure(Load load, Load.Turn turn) {
      Map<String, Long> watch = pids();
      List<List<String>> collect = watch.values().stream().map(contender::collect).toList();
      broker.ifPresent(running -> watch.put(Result.BROKER, running.process().pid()));
      int sender = Math.min(load.sender(), programs.size() - 1);
      var ports = new Request.Ports(programs.get(sender).port(), programs.get(0).port());
      var request =
          new Request(
              load.work(), load.clients(), ports, load.bytes(), load.pace(turn), watch, collect);
      Result result = stage.load().measure(request);
      recordings.forEach(recording -> recording.measured(result));
      return result;
    }

    @Override
    public void close() {
      programs.forEach(Program::close);
    }
  }
}
