package io.sidecast.conformance.chaos;

import io.sidecast.conformance.chaos.BrokerControl.Resource;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A kind of fault, its begin and its end. Each is called by the test thread. */
enum ChaosFault {
  /** No fault, between two others. */
  NONE("none") {
    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      // all is well
    }
  },
  /** The broker ends without a shutdown and returns with the data that it has stored. */
  BROKER_KILLED("broker killed, restarted") {
    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().process().kill();
    }

    @Override
    void end(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().process().start();
    }
  },
  /** The broker ends without a shutdown and returns without data. */
  BROKER_EMPTIED("broker killed, restarted empty") {
    @Override
    boolean appliesTo(ChaosBroker broker) {
      return broker.data().isPresent();
    }

    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().process().kill();
      cluster.broker().deleteData();
    }

    @Override
    void end(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().process().start();
      cluster.broker().control().restoreLogin();
    }
  },
  /** The connections to the broker stay open and no byte moves. */
  BROKER_FROZEN("broker frozen") {
    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().process().pause();
    }

    @Override
    void end(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().process().resume();
    }
  },
  /** As before, for longer than every timeout. */
  BROKER_FROZEN_LONG("broker frozen for 30 s") {
    @Override
    Duration shortest() {
      return Duration.ofSeconds(30);
    }

    @Override
    Duration shortestRun() {
      return Duration.ofMinutes(10);
    }

    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().process().pause();
    }

    @Override
    void end(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().process().resume();
    }
  },
  /** The broker ends the connections of the nodes and refuses their login. */
  CREDENTIALS_REVOKED("credentials revoked") {
    @Override
    Duration shortest() {
      return Duration.ofSeconds(5);
    }

    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().control().revokeLogin();
    }

    @Override
    void end(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().control().restoreLogin();
    }
  },
  /** The broker has no memory left. */
  MEMORY_FULL("broker without free memory") {
    @Override
    boolean appliesTo(ChaosBroker broker) {
      return broker.control().resources().contains(Resource.MEMORY);
    }

    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().control().exhaust(Resource.MEMORY);
    }

    @Override
    void end(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().control().release(Resource.MEMORY);
    }
  },
  /** The broker has no disk space left. */
  DISK_FULL("broker without free disk") {
    @Override
    boolean appliesTo(ChaosBroker broker) {
      return broker.control().resources().contains(Resource.DISK);
    }

    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().control().exhaust(Resource.DISK);
    }

    @Override
    void end(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().control().release(Resource.DISK);
    }
  },
  /** One node loses its connections and gets no new one. */
  LINK_CUT("link of one node cut") {
    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().link().refuse();
      cluster.broker().link().cut();
    }
  },
  /** One node loses its connections and may connect again at once. */
  LINK_RESET("link of one node reset") {
    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().link().cut();
    }
  },
  /** Everything that one node receives is late. */
  LINK_DELAYED("link of one node delayed by 500 ms") {
    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().link().delay(Duration.ofMillis(500));
    }
  },
  /** The connections of one node stay open and no byte moves. */
  LINK_BLACK_HOLED("link of one node black-holed") {
    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      cluster.broker().link().blackHole();
    }
  },
  /** One node ends without a shutdown, and another takes its place. */
  NODE_KILLED("node killed, restarted") {
    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      seat.kill();
    }

    @Override
    void end(ChaosCluster cluster, ChaosSeat seat) {
      seat.start();
      seat.open();
    }
  },
  /** One node stops, with its connections open. */
  NODE_FROZEN("node frozen") {
    @Override
    void begin(ChaosCluster cluster, ChaosSeat seat) {
      seat.freeze();
    }

    @Override
    void end(ChaosCluster cluster, ChaosSeat seat) {
      seat.thaw();
    }
  };

  private final String title;

  ChaosFault(String title) {
    this.title = title;
  }

  /** Returns the name in the table. */
  String title() {
    return title;
  }

  /** Returns the name for the option {@code --faults}. */
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the faults that can be chosen. */
  static Set<ChaosFault> all() {
    return EnumSet.complementOf(EnumSet.of(NONE));
  }

  /** Returns the faults of a list of names with commas between them. */
  static Set<ChaosFault> chosen(String names) {
    List<String> wanted = List.of(names.split(",", -1));
    Set<ChaosFault> found = all();
    found.removeIf(fault -> !wanted.contains(fault.option()));
    if (found.size() != wanted.size()) {
      String known = all().stream().map(ChaosFault::option).collect(Collectors.joining(","));
      throw new IllegalArgumentException("%s has a fault other than %s".formatted(names, known));
    }
    return found;
  }

  /** Returns the shortest duration. */
  Duration shortest() {
    return Duration.ofSeconds(1);
  }

  /** Returns the shortest run that has this fault. */
  Duration shortestRun() {
    return Duration.ZERO;
  }

  /** Returns whether the fault differs from the others for this broker. */
  boolean appliesTo(ChaosBroker broker) {
    return this != NONE;
  }

  /** Returns whether the fault is that of the node at a seat. */
  boolean isOfNode() {
    return this == NODE_KILLED || this == NODE_FROZEN;
  }

  /** Starts the fault, at a seat if it is the fault of a node. */
  abstract void begin(ChaosCluster cluster, ChaosSeat seat);

  /** Ends the fault and returns when the broker or the node is back; by default heals the link. */
  void end(ChaosCluster cluster, ChaosSeat seat) {
    cluster.broker().link().heal();
  }
}
