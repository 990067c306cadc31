package io.sidecast.conformance.chaos;

import io.sidecast.examples.brokers.LocalProgram;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The administration of a Redis whose nodes log in as a user of their own. Confined to the test
 * thread.
 *
 * @param port the port of Redis
 */
record RedisControl(int port) implements BrokerControl {

  private static final List<String> USER = List.of("chaos", "on", ">chaos", "~*", "&*", "+@all");

  /** Returns a Redis with the user of the nodes in its configuration. */
  static LocalProgram withUser(LocalProgram redis) {
    var command = new ArrayList<>(redis.command());
    command.add("--user");
    command.addAll(USER);
    URI uri = URI.create(redis.uri().toString().replace("://", "://" + LOGIN + "@"));
    return new LocalProgram(uri, command, redis.environment(), redis.folder(), redis.ready());
  }

  /** Deletes the user. Redis closes the connections of a deleted user. */
  @Override
  public void revokeLogin() {
    cli(List.of("ACL", "DELUSER", USER.get(0)));
  }

  @Override
  public void restoreLogin() {
    var command = new ArrayList<>(List.of("ACL", "SETUSER"));
    command.addAll(USER);
    cli(command);
  }

  @Override
  public Set<Resource> resources() {
    return Set.of(Resource.MEMORY);
  }

  @Override
  public void exhaust(Resource resource) {
    cli(List.of("CONFIG", "SET", "maxmemory", "1"));
  }

  @Override
  public void release(Resource resource) {
    cli(List.of("CONFIG", "SET", "maxmemory", "0"));
  }

  private void cli(List<String> command) {
    var all = new ArrayList<>(List.of("redis-cli", "-e", "-p", Integer.toString(port)));
    all.addAll(command);
    AdminProgram.run(new ProcessBuilder(all));
  }
}
