package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.floor.BareClusterMain;
import io.sidecast.benchmarks.floor.FloorMain;
import io.sidecast.benchmarks.server.SidecastMain;
import io.sidecast.benchmarks.server.SidecastVariant;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server that can be measured. */
enum Contender {
  /** Sidecast. */
  SIDECAST("Sidecast") {
    @Override
    List<String> command(Home home, Node node) {
      return sidecast(home, Home.Build.NIO, SidecastVariant.POOL, node);
    }
  },
  /** Sidecast with a timer of the handlers of each event. */
  SIDECAST_WITH_TIMERS("Sidecast, timers of handlers") {
    @Override
    List<String> command(Home home, Node node) {
      return sidecast(home, Home.Build.NIO, SidecastVariant.TIMERS, node);
    }
  },
  /** Sidecast with handlers on virtual threads. */
  SIDECAST_ON_VIRTUAL("Sidecast, virtual threads") {
    @Override
    boolean isHere(Home home) {
      return super.isHere(home) && Runtime.version().feature() >= VIRTUAL_SINCE;
    }

    @Override
    List<String> command(Home home, Node node) {
      return sidecast(home, Home.Build.NIO, SidecastVariant.VIRTUAL, node);
    }
  },
  /** Sidecast with handlers on event loops. */
  SIDECAST_ON_LOOPS("Sidecast, handlers on loops") {
    @Override
    List<String> command(Home home, Node node) {
      return sidecast(home, Home.Build.NIO, SidecastVariant.EVENT_LOOP, node);
    }
  },
  /** Sidecast on io_uring. */
  SIDECAST_URING("Sidecast io_uring") {
    @Override
    boolean isHere(Home home) {
      return home.has(Home.Build.NATIVE);
    }

    @Override
    List<String> command(Home home, Node node) {
      return sidecast(home, Home.Build.NATIVE, SidecastVariant.POOL, node);
    }
  },
  /** The minimal server. */
  FLOOR("bare Netty") {
    @Override
    List<String> command(Home home, Node node) {
      return floor(home, Home.Build.NIO, node, "nio");
    }
  },
  /** The minimal server on io_uring. */
  FLOOR_URING("bare Netty io_uring") {
    @Override
    boolean isHere(Home home) {
      return home.has(Home.Build.NATIVE);
    }

    @Override
    List<String> command(Home home, Node node) {
      return floor(home, Home.Build.NATIVE, node, "io_uring");
    }
  },
  /** Two minimal servers with the broker's own client. */
  BARE_CLUSTER("bare cluster") {
    @Override
    List<String> command(Home home, Node node) {
      var main = new ArrayList<>(List.of(BareClusterMain.class.getName()));
      main.add(Integer.toString(node.loops()));
      main.add(node.broker().orElseThrow().toString());
      main.addAll(
          List.of(node.prefix() + "-" + node.index(), node.prefix() + "-" + (1 - node.index())));
      return home.java(Home.Build.NIO, node.jvm(), main);
    }
  },
  /** The original Socket.IO server, on Node.js. */
  SOCKET_IO("socket.io") {
    @Override
    boolean isHere(Home home) {
      return Files.isDirectory(home.javaScriptPeer().resolve("node_modules"));
    }

    @Override
    List<String> command(Home home, Node node) {
      var command = new ArrayList<>(List.of("node", "--expose-gc"));
      command.add(home.javaScriptPeer().resolve("server.js").toString());
      node.broker().ifPresent(broker -> command.add(broker.toString()));
      return command;
    }

    @Override
    List<String> collect(long pid) {
      return List.of("kill", "-USR2", Long.toString(pid));
    }
  },
  /** Another Socket.IO server on the JVM. */
  NETTY_SOCKETIO("netty-socketio") {
    @Override
    boolean isHere(Home home) {
      return home.has(Home.Build.PEER);
    }

    @Override
    List<String> command(Home home, Node node) {
      var main = new ArrayList<>(List.of("io.sidecast.benchmarks.peer.NettySocketIoMain"));
      main.add(Integer.toString(node.loops()));
      node.broker().ifPresent(broker -> main.add(broker.toString()));
      return home.java(Home.Build.PEER, node.jvm(), main);
    }
  };

  /** The first release of Java with virtual threads. */
  private static final int VIRTUAL_SINCE = 21;

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  /**
   * One server of a cluster.
   *
   * @param broker the broker, if the cluster has one
   * @param prefix the prefix that separates the cluster from others
   * @param index the index of the server in the cluster
   * @param jvm options for servers on a JVM
   * @param loops the number of event loops of servers on a JVM
   */
  record Node(Optional<URI> broker, String prefix, int index, List<String> jvm, int loops) {}

  String title() {
    return title;
  }

  boolean isPeer() {
    return this == SOCKET_IO || this == NETTY_SOCKETIO;
  }

  /** Returns whether the number of event loops cannot be chosen. */
  boolean hasOneLoop() {
    return this == SOCKET_IO;
  }

  /** Returns whether the server was built. */
  boolean isHere(Home home) {
    return home.has(Home.Build.NIO);
  }

  abstract List<String> command(Home home, Node node);

  /** Returns the command that makes the server release unused memory. */
  List<String> collect(long pid) {
    return List.of("jcmd", Long.toString(pid), "GC.run");
  }

  private static List<String> sidecast(
      Home home, Home.Build build, SidecastVariant variant, Node node) {
    var main = new ArrayList<>(List.of(SidecastMain.class.getName()));
    main.addAll(List.of(Integer.toString(node.loops()), variant.name(), node.prefix()));
    node.broker().ifPresent(broker -> main.add(broker.toString()));
    return home.java(build, node.jvm(), main);
  }

  private static List<String> floor(Home home, Home.Build build, Node node, String transport) {
    String loops = Integer.toString(node.loops());
    return home.java(build, node.jvm(), List.of(FloorMain.class.getName(), loops, transport));
  }
}
