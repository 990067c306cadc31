package io.sidecast.broker.redis;

import static io.lettuce.core.codec.StringCodec.UTF8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * The topology of one master that sentinels monitor. A server that reports the role of a replica is
 * not used, even if a sentinel names it: its publishes would reach no subscriber of the master.
 * Confined to the I/O thread.
 */
record RedisSentinel(RedisAddress address, RedisClient client, RedisDiscovery sentinels)
    implements RedisTopology {

  RedisSentinel(RedisAddress address, RedisClient client) {
    this(address, client, new RedisDiscovery(client, address.servers()));
  }

  @Override
  public CompletionStage<NavigableMap<Integer, RedisURI>> masters() {
    var where = new CommandArgs<>(UTF8).add("get-master-addr-by-name").add(address.master());
    return sentinels
        .ask((any, it) -> it.dispatch(CommandType.SENTINEL, new ValueListOutput<>(UTF8), where))
        .thenApply(this::named)
        .thenCompose(
            named ->
                RedisDiscovery.ask(client, named, (any, it) -> it.role())
                    .thenApply(
                        role ->
                            role.get(0).equals("master")
                                ? RedisTopology.only(named)
                                : new TreeMap<>()));
  }

  private RedisURI named(List<String> answer) {
    if (answer.size() < 2) {
      String message = "the sentinels at %s monitor no master '%s': set 'master' to one of theirs";
      throw new BrokerException(Kind.BAD_CONFIG, message.formatted(address, address.master()));
    }
    return address.at(answer.get(0), Integer.parseInt(answer.get(1)));
  }
}
