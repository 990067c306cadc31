package io.sidecast.conformance.redis;

import io.sidecast.conformance.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A Redis Cluster of three masters, each in a process of its own. Confined to the test thread. */
final class RedisClusterServers implements AutoCloseable {

  private final List<RedisServer> masters;
  private final List<RedisServer> all;

  private RedisClusterServers(List<RedisServer> masters) {
    this.masters = masters;
    this.all = new ArrayList<>(masters);
  }

  /** Starts the cluster with the same settings for each node. */
  static RedisClusterServers start(String... settings) {
    return start(() -> Stream.of(settings));
  }

  /** Starts the cluster with separate settings for each node. */
  static RedisClusterServers start(Supplier<Stream<String>> settings) {
    var servers = IntStream.range(0, 3).mapToObj(i -> node(settings.get())).toList();
    var create = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    servers.forEach(server -> create.add(address(server)));
    create.add("--cluster-yes");
    RedisServer.run(Path.of("."), create);
    var cluster = new RedisClusterServers(servers);
    cluster.process().start();
    return cluster;
  }

  /** Returns a URI of this scheme with all nodes. */
  URI uri(String scheme) {
    String hosts =
        masters.stream().map(RedisClusterServers::address).collect(Collectors.joining(","));
    return URI.create(scheme + "://" + hosts);
  }

  /** Returns the servers that are masters after the start. */
  List<RedisServer> servers() {
    return masters;
  }

  /** Returns all servers as one process. */
  RedisGroup process() {
    return new RedisGroup(
        all,
        () ->
            all.stream()
                .allMatch(server -> server.cli("CLUSTER", "INFO").contains("cluster_state:ok")));
  }

  /** Adds a node as a replica of another and waits until the replica is in sync. */
  void addReplica(RedisServer master, String... settings) {
    RedisServer replica = node(Stream.of(settings));
    all.add(replica);
    RedisServer.run(
        Path.of("."),
        List.of(
            "redis-cli",
            "--cluster",
            "add-node",
            address(replica),
            address(master),
            "--cluster-slave",
            "--cluster-master-id",
            id(master)));
    Awaitility.await("a replica")
        .atMost(OpenNodes.MAX_WAIT)
        .until(() -> replica.cli("INFO", "replication").contains("master_link_status:up"));
    process().start();
  }

  /** Returns the running master that serves a channel, by its own report. */
  RedisServer owner(String channel) {
    return owners(channel, true);
  }

  /** Returns a running master that does not serve a channel. */
  RedisServer notOwner(String channel) {
    return owners(channel, false);
  }

  /**
   * Moves the slot of a channel in the order of the Redis documentation. The slot holds no keys.
   */
  void move(String channel, RedisServer to) {
    String slot = to.cli("CLUSTER", "KEYSLOT", channel);
    RedisServer from = owner(channel);
    to.cli("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
    from.cli("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
    Stream.concat(Stream.of(to, from), masters.stream())
        .forEach(server -> server.cli("CLUSTER", "SETSLOT", slot, "NODE", id(to)));
  }

  /** Moves a number of slots from one of the masters to another. */
  void reshard(int from, int to, int slots) {
    RedisServer.run(
        Path.of("."),
        List.of(
            "redis-cli",
            "--cluster",
            "reshard",
            address(masters.get(from)),
            "--cluster-from",
            id(masters.get(from)),
            "--cluster-to",
            id(masters.get(to)),
            "--cluster-slots",
            Integer.toString(slots),
            "--cluster-yes"));
  }

  static String id(RedisServer server) {
    return server.cli("CLUSTER", "MYID");
  }

  static String address(RedisServer server) {
    return "127.0.0.1:" + server.port();
  }

  @Override
  public void close() {
    process().stop();
  }

  private RedisServer owners(String channel, boolean serving) {
    return all.stream()
        .filter(RedisServer::isRunning)
        .filter(server -> server.cli("CLUSTER", "NODES").contains("myself,master"))
        .filter(server -> serves(server, channel) == serving)
        .findFirst()
        .orElseThrow();
  }

  private static RedisServer node(Stream<String> settings) {
    var all =
        Stream.concat(
            Stream.of(
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Integer.toString(Ports.free()),
                "--cluster-config-file",
                "nodes.conf"),
            settings);
    return RedisServer.start(all.toArray(String[]::new));
  }

  private static boolean serves(RedisServer server, String channel) {
    int slot = Integer.parseInt(server.cli("CLUSTER", "KEYSLOT", channel));
    return server
        .cli("CLUSTER", "NODES")
        .lines()
        .filter(line -> line.contains("myself,master"))
        .flatMap(line -> Stream.of(line.split(" ")).skip(8))
        .filter(range -> !range.startsWith("["))
        .map(range -> range.split("-"))
        .anyMatch(
            range ->
                Integer.parseInt(range[0]) <= slot
                    && slot <= Integer.parseInt(range[range.length - 1]));
  }
}
