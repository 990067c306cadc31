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
 * I/O thread only. Servers that know where the masters are. One answer is enough: the next is asked
 * when one fails, and whoever answered is asked first the next time.
 */
final class RedisDiscovery {

  /** What to ask a server, over a connection that is closed after the answer. */
  interface ClusterRequest<T> {
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

  /** Completes with the first answer; fails as the last server did. */
  <T> CompletableFuture<T> ask(ClusterRequest<T> question) {
    return ask(question, known.size());
  }

  /** Servers that may be asked from now on, besides those that the user named. */
  void learn(Collection<RedisURI> others) {
    known = Stream.concat(others.stream(), given.stream()).distinct().toList();
  }

  /** Asks one server. */
  static <T> CompletableFuture<T> ask(
      RedisClient client, RedisURI server, ClusterRequest<T> question) {
    return client
        .connectAsync(StringCodec.UTF8, server)
        .toCompletableFuture()
        .thenCompose(
            connection ->
                question
                    .ask(server, connection.async())
                    .whenComplete((answer, failure) -> connection.closeAsync()));
  }

  private <T> CompletableFuture<T> ask(ClusterRequest<T> question, int left) {
    return ask(client, known.get(next % known.size()), question)
        .exceptionallyCompose(
            failure -> {
              next++;
              return left > 1 ? ask(question, left - 1) : CompletableFuture.failedFuture(failure);
            });
  }
}
