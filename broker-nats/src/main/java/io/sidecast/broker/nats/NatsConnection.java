package io.sidecast.broker.nats;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Position;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.ConfirmationBatches;
import io.sidecast.broker.connection.ConnectionListener;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a NATS server. A marker proves that the server has processed all that was sent
 * before it, so it confirms publishes and subscriptions in batches. So does the PONG to a PING, for
 * a login without permission for markers. Confined to the loop, except {@link #publish}, which is
 * thread-safe, and the methods that run on the pool, which may block.
 */
final class NatsConnection implements BrokerConnection {

  private static final Logger LOG = LoggerFactory.getLogger(NatsConnection.class);

  /** An open connection of jnats and its events. */
  record Connected(Connection connection, NatsEvents events) {}

  /**
   * A request that needs a confirmation.
   *
   * @param verb the word for it in the server's errors, in lower case; empty for a ping
   * @param subject the subject
   */
  private record Request(String verb, String subject) {

    private static final String PUBLISH = "publish";
    private static final String SUBSCRIPTION = "subscription";
    private static final Request PING = new Request("", "");

    /** Returns whether an error of the server is about this request: it has its subject or none. */
    private boolean isRefusedBy(String error) {
      return !verb.isEmpty()
          && error.toLowerCase(Locale.ROOT).contains(verb)
          && (error.contains('"' + subject + '"') || !error.contains("\""));
    }
  }

  private final NatsConnectionFactory factory;
  private final NatsOptions options;
  private final Connection connection;
  private final NatsEvents events;
  private final ConnectionListener listener;
  private final String address;
  private final Dispatcher dispatcher;

  /** The subscriptions by subject; changed on the loop. */
  private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();

  /** The lock of a publish and its request, because the refusal may arrive in between. */
  private final Object publishing = new Object();

  private final ConfirmationBatches<Request> requests;
  private final NatsMarkers markers;
  private final NatsRoutes routes;

  /** Creates a connection. Called on the pool. */
  NatsConnection(NatsConnectionFactory factory, Connected connected, ConnectionListener listener) {
    this.factory = factory;
    this.options = factory.options();
    this.connection = connected.connection;
    this.events = connected.events;
    this.listener = listener;
    this.address = ("" + connection.getConnectedUrl()).replaceFirst("^.*//", "");
    this.dispatcher = connection.createDispatcher();
    dispatcher.setPendingLimits(options.pending().messages(), options.pending().bytes());
    this.requests = new ConfirmationBatches<>(listener, batch -> roundTrip());
    // The own messages do not wait for the listener of the others.
    Dispatcher own = connection.createDispatcher();
    this.markers = new NatsMarkers(connection, own, options.prefix());
    this.routes = new NatsRoutes(factory, connection, own, listener);
  }

  /** Subscribes to subjects; completes when the subscriptions are in force. */
  CompletableFuture<Void> begin(Collection<String> subjects) {
    events.forwardTo(this);
    markers.begin();
    var subscribed = subjects.stream().map(this::subscribe);
    return CompletableFuture.allOf(
        Stream.concat(subscribed, Stream.of(requests.add(Request.PING)))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Returns this server and the other servers of its cluster that jnats has discovered. */
  Collection<String> servers() {
    var known = new LinkedHashSet<>(List.of(address));
    known.addAll(connection.getServers());
    return known;
  }

  @Override
  public String server() {
    return "NATS at " + address;
  }

  @Override
  public int maxEnvelopeBytes() {
    return (int) Math.min(Integer.MAX_VALUE, connection.getMaxPayload());
  }

  @Override
  public CompletableFuture<Position> publish(String subject, byte[] envelope) {
    synchronized (publishing) {
      connection.publish(subject, envelope);
      return requests
          .add(new Request(Request.PUBLISH, subject))
          .thenApply(confirmed -> Position.NONE);
    }
  }

  @Override
  public CompletableFuture<Void> subscribe(String subject) {
    subscriptions.computeIfAbsent(subject, any -> dispatcher.subscribe(subject, this::received));
    return requests
        .add(new Request(Request.SUBSCRIPTION, subject))
        .thenCompose(inForceHere -> routes.confirm());
  }

  @Override
  public CompletableFuture<Void> unsubscribe(String subject) {
    Subscription gone = subscriptions.remove(subject);
    if (gone != null) {
      dispatcher.unsubscribe(gone);
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Ends this connection after the timeout, unless the server has responded. */
  @Override
  public void check() {
    CompletableFuture<Void> answered = requests.add(Request.PING);
    factory
        .loop()
        .schedule(
            () -> {
              if (!answered.isDone()) {
                listener.ended(new TimeoutException("a response is overdue"));
              }
            },
            options.timeout().toMillis(),
            MILLISECONDS);
    routes.retry();
  }

  /** Permits new attempts to connect to other servers, because the server announced a new one. */
  void discovered() {
    routes.retry();
  }

  /** Ends this connection before the server does, if there is another server to move to. */
  void lameDuck() {
    if (routes.exist()) {
      listener.ended(NatsErrors.lameDuck(address));
    }
  }

  /** Ends this connection because the network connection is lost. */
  void lost() {
    listener.ended(NatsErrors.lost(address, events.problems()));
  }

  /** Ends this connection because jnats dropped messages, which a subscription must not lose. */
  void slowConsumer() {
    listener.ended(NatsErrors.slowConsumer(options));
  }

  /**
   * Fails the requests that an error of the server refuses; the server sends it before the next
   * marker or PONG. Ends this connection if the error is about no request: then the server has
   * ended something that was in force.
   */
  void refused(String error) {
    if (markers.areRefusedBy(error) && !markers.arePermitted()) {
      LOG.info(
          "{} permits no markers, so a thread waits for each confirmation: {}", server(), error);
      return;
    }
    BrokerException reason = NatsErrors.refused(options, error, null);
    awaitAdditions();
    List<Request> refused = requests.fail(request -> request.isRefusedBy(error), reason);
    if (refused.isEmpty()) {
      listener.ended(reason);
    }
    refused.stream()
        .filter(request -> request.verb.equals(Request.SUBSCRIPTION))
        .forEach(request -> unsubscribe(request.subject));
  }

  /** Waits until the publishes that jnats has sent are requests. */
  private void awaitAdditions() {
    synchronized (publishing) {
      // A publish holds the lock until its request is added.
    }
  }

  /** Closes the connection of jnats on the pool, because that blocks. */
  @Override
  public CompletableFuture<Void> close() {
    CompletableFuture<Void> closed =
        factory
            .pool()
            .call(
                () -> {
                  connection.close();
                  return null;
                });
    return CompletableFuture.allOf(closed, routes.close());
  }

  /** Receives a message. Runs on the dispatcher thread of jnats, which belongs to the pool. */
  private void received(Message message) {
    String subject = message.getSubject();
    if (subscriptions.get(subject) == message.getSubscription()) {
      listener.received(subject, message.getData(), Position.NONE);
    }
  }

  /**
   * Sends a marker, or a PING unless markers are permitted; completes on the loop, to which jnats
   * has handed the earlier errors of the server before.
   */
  private CompletionStage<?> roundTrip() {
    CompletionStage<?> response = markers.arePermitted() ? markers.send() : flush();
    return response.handleAsync(
        (answered, failure) -> {
          // The flush of jnats also returns if the connection ends meanwhile.
          if (connection.getStatus() != Connection.Status.CONNECTED) {
            throw NatsErrors.lost(address, events.problems());
          }
          if (failure != null) {
            throw NatsErrors.of(failure, options);
          }
          return answered;
        },
        factory.loop());
  }

  /** Sends a PING and waits for the PONG on the pool. */
  private CompletableFuture<Void> flush() {
    return factory
        .pool()
        .call(
            () -> {
              connection.flush(options.timeout());
              return null;
            });
  }
}
