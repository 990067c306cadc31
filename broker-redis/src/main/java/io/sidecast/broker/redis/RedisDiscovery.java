package io.sidecast.broker.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * The servers that can report the masters. A request goes to one server, and to the next one if it
 * fails. The server that responded last is the first one of the next request. Confined to the I/O
 * thread.
 */
final class RedisDiscovery {

  /** A request to a server, on a connection that is closed after the response. */
  interface TopologyRequest<T> {
    CompletionStage<T> ask(RedisURI server, RedisAsyncCommands<String, String> redis);
  }

  private final RedisClient client;
  private final List<RedisURI> given;
  private List<RedisURI> known;
  private int next;

  RedisDiscovery(RedisClient client, List<RedisURI> given) {
    this.client = client;
    this.given = given;
    this.known = given;
  }

  /** Sends a request. Completes with the first response, or fails as the last server did. */
  <T> CompletableFuture<T> ask(TopologyRequest<T> request) {
    return ask(request, known.size());
  }

  /** Sets the discovered servers, which are used in addition to those of the URI. */
  void learn(Collection<RedisURI> others) {
    known = Stream.concat(others.stream(), given.stream()).distinct().toList();
  }

  /** Sends a request to one server. */
  static <T> CompletableFuture<T> ask(
      RedisClient client, RedisURI server, TopologyRequest<T> request) {
    return client
        .connectAsync(StringCodec.UTF8, server)
        .toCompletableFuture()
        .thenCompose(
            connection ->
                request
                    .ask(server, connection.async())
                    .whenComplete((answer, failure) -> connection.closeAsync()));
  }

  private <T> CompletableFuture<T> ask(TopologyRequest<T> request, int left) {
    return ask(client, known.get(next % known.size()), request)
        .exceptionallyCompose(
            failure -> {
              next++;
              return left > 1 ? ask(request, left - 1) : CompletableFuture.failedFuture(failure);
            });
  }
}
