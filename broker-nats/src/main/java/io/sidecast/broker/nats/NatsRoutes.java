package io.sidecast.broker.nats;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.NUID;
import io.nats.client.Subscription;
import io.sidecast.broker.BackOff;
import io.sidecast.broker.Channel;
import io.sidecast.broker.connection.ConfirmationBatches;
import io.sidecast.broker.connection.ConnectionListener;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The routes from the other servers of a NATS cluster to the server of one connection. A server
 * passes its subscriptions to the others in order, but without a confirmation to the client. So
 * this class subscribes to a new subject after the subscriptions to confirm, and publishes on it
 * through a connection to each other server until a message of each has arrived. Without other
 * servers it does nothing. Confined to the loop.
 */
final class NatsRoutes {

  /** The pauses between publishes; servers usually pass a subscription within a millisecond. */
  private static final BackOff REPEATS = new BackOff(Duration.ofMillis(2), Duration.ofMillis(50));

  /** The messages of one server on a subject until one arrives. */
  private record Probe(NatsRoute route, String subject, CompletableFuture<Void> arrived) {

    private Probe(NatsRoute route, String subject) {
      this(route, subject, route.lost().copy());
    }
  }

  private final NatsConnectionFactory factory;
  private final Connection own;
  private final Dispatcher dispatcher;
  private final ConfirmationBatches<NatsRoutes> confirmations;

  /** The routes by the addresses that the own server announces. */
  private final Map<String, NatsRoute> routes = new HashMap<>();

  /** Further addresses of the own server and of servers that have a route. */
  private final Set<String> aliases = new HashSet<>();

  private boolean closed;

  /** Creates an instance that subscribes with this dispatcher of the own connection. */
  NatsRoutes(
      NatsConnectionFactory factory,
      Connection own,
      Dispatcher dispatcher,
      ConnectionListener listener) {
    this.factory = factory;
    this.own = own;
    this.dispatcher = dispatcher;
    this.confirmations = new ConfirmationBatches<>(listener, batch -> roundTrip());
  }

  /**
   * Completes when each other server has the subscriptions that the own server has now, except
   * servers to which this node cannot connect.
   */
  CompletionStage<Void> confirm() {
    return others().isEmpty() ? CompletableFuture.completedStage(null) : confirmations.add(this);
  }

  /** Returns whether the own server announces other servers of its cluster. */
  boolean exist() {
    return !others().isEmpty();
  }

  /** Permits new attempts to connect to servers that were unreachable. */
  void retry() {
    routes.values().removeIf(NatsRoute::isUnreachable);
  }

  /** Closes the connections to the other servers; completes when they are closed. */
  CompletableFuture<?> close() {
    closed = true;
    return all(routes.values().stream().map(NatsRoute::close).toList());
  }

  /** Returns the addresses of the other servers that the own server announces. */
  private List<String> others() {
    String url = "" + own.getConnectedUrl();
    return own.getServerInfo().getConnectURLs().stream()
        .filter(address -> !url.endsWith("/" + address) && !aliases.contains(address))
        .toList();
  }

  private CompletionStage<?> roundTrip() {
    List<String> others = others();
    List.copyOf(routes.values()).stream()
        .filter(route -> route.lost().isDone() || !others.contains(route.address()))
        .forEach(this::remove);
    others.forEach(
        address -> routes.computeIfAbsent(address, any -> new NatsRoute(factory, address)));
    return all(routes.values().stream().map(NatsRoute::opened).toList())
        .thenCompose(any -> probe(routesByServer()));
  }

  private void remove(NatsRoute route) {
    routes.remove(route.address());
    route.close();
  }

  /** Returns one route of each reachable server, and closes the others. */
  private Map<String, NatsRoute> routesByServer() {
    var byServer = new HashMap<String, NatsRoute>();
    for (NatsRoute route : List.copyOf(routes.values())) {
      String server = route.server().orElse("");
      boolean known =
          server.equals(own.getServerInfo().getServerId())
              || (!server.isEmpty() && byServer.putIfAbsent(server, route) != null);
      if (known) {
        aliases.add(route.address());
        remove(route);
      }
    }
    return byServer;
  }

  /** Completes when a message of each server has arrived by its route. */
  private CompletableFuture<?> probe(Map<String, NatsRoute> byServer) {
    if (byServer.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    // No node has this id, and the permissions of the nodes' subjects apply.
    String subject = factory.nameOf(new Channel(Channel.Kind.NODE, NUID.nextGlobal()));
    var probes = new HashMap<String, Probe>();
    byServer.forEach((server, route) -> probes.put(server, new Probe(route, subject)));
    Subscription subscription =
        dispatcher.subscribe(
            subject,
            message -> {
              Probe from = probes.get(new String(message.getData(), US_ASCII));
              if (from != null) {
                from.arrived.complete(null);
              }
            });
    probes.values().forEach(probe -> send(probe, 0));
    return all(probes.values().stream().map(probe -> probe.arrived).toList())
        .whenCompleteAsync(
            (arrived, failure) -> dispatcher.unsubscribe(subscription), factory.loop());
  }

  /** Publishes until the message arrives, or until its server has left the cluster. */
  private void send(Probe probe, int attempt) {
    if (closed || !others().contains(probe.route.address())) {
      probe.arrived.complete(null);
    }
    if (!probe.arrived.isDone()) {
      probe.route.publish(probe.subject);
      long pause = REPEATS.pause(attempt).toMillis();
      factory.loop().schedule(() -> send(probe, attempt + 1), pause, MILLISECONDS);
    }
  }

  private static CompletableFuture<Void> all(Collection<? extends CompletableFuture<?>> stages) {
    return CompletableFuture.allOf(stages.toArray(CompletableFuture<?>[]::new));
  }
}
