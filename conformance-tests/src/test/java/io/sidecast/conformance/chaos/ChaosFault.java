package io.sidecast.conformance.chaos;

import java.time.Duration;

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
