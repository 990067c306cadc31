package io.sidecast.broker.nats;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to another server of a NATS cluster, through which messages take the route from that
 * server. Confined to the loop.
 */
final class NatsRoute {

  private static final Logger LOG = LoggerFactory.getLogger(NatsRoute.class);

  private final NatsConnectionFactory factory;
  private final String address;
  private final CompletableFuture<Optional<Connection>> opened;
  private final CompletableFuture<Void> lost = new CompletableFuture<>();

  /** Begins to connect to a server at the address that it announces. */
  NatsRoute(NatsConnectionFactory factory, String address) {
    this.factory = factory;
    this.address = address;
    Options options =
        factory
            .onThreads(factory.options().routeOptions(address))
            .errorListener(new ErrorListener() {})
            .connectionListener(
                (connection, event) -> {
                  if (event == Events.DISCONNECTED || event == Events.CLOSED) {
                    lost.complete(null);
                  }
                })
            .build();
    this.opened =
        factory
            .pool()
            .call(() -> connect(options))
            .handleAsync(
                (connection, failure) -> {
                  if (failure != null) {
                    LOG.warn(
                        "cannot confirm subscriptions at the NATS server {} of the cluster: {}",
                        address,
                        failure.toString());
                  }
                  return Optional.ofNullable(connection);
                },
                factory.loop());
  }

  String address() {
    return address;
  }

  /** Completes when the attempt to connect has ended, with the connection if it succeeded. */
  CompletableFuture<Optional<Connection>> opened() {
    return opened;
  }

  /** Completes when the connection is lost. */
  CompletableFuture<Void> lost() {
    return lost;
  }

  /** Returns whether the attempt to connect has failed. */
  boolean isUnreachable() {
    return opened.isDone() && connection().isEmpty();
  }

  /** Returns the id of the server, empty without a connection. */
  Optional<String> server() {
    return connection().map(open -> open.getServerInfo().getServerId());
  }

  /** Publishes the id of the server on a subject. */
  void publish(String subject) {
    try {
      byte[] id = server().orElse("").getBytes(US_ASCII);
      connection().ifPresent(open -> open.publish(subject, id));
    } catch (IllegalStateException closed) {
      lost.complete(null);
    }
  }

  /** Closes the connection on the pool, because that blocks. */
  CompletableFuture<Void> close() {
    return opened.thenCompose(
        connection ->
            factory
                .pool()
                .call(
                    () -> {
                      if (connection.isPresent()) {
                        connection.get().close();
                      }
                      return null;
                    }));
  }

  private Optional<Connection> connection() {
    return opened.getNow(Optional.empty());
  }

  /** Connects, which blocks. Runs on the pool. */
  private static Connection connect(Options options) throws IOException, InterruptedException {
    return Nats.connect(options);
  }
}
