package io.sidecast.broker.nats;

import static io.sidecast.broker.nats.NatsConfirms.Request.PUBLISH;
import static io.sidecast.broker.nats.NatsConfirms.Request.SUBSCRIPTION;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Position;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.ConnectionListener;
import io.sidecast.broker.nats.NatsConfirms.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a NATS server. Confined to the loop, except {@link #publish}, which is
 * thread-safe, and the methods that run on the {@linkplain NatsThreads#pool pool}, which may block.
 */
final class NatsConnection implements BrokerConnection {

  private static final Logger LOG = LoggerFactory.getLogger(NatsConnection.class);

  /** An open connection of jnats and its events. */
  record Connected(Connection connection, NatsEvents events) {}

  private final NatsConnectionFactory factory;
  private final NatsOptions options;
  private final Connection connection;
  private final NatsEvents events;
  private final ConnectionListener listener;
  private final String address;
  private final Dispatcher dispatcher;

  /** The subscriptions by subject; changed on the loop. */
  private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();

  private final NatsConfirms requests;
  private final CompletableFuture<Void> freed = new CompletableFuture<>();

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
    this.requests = new NatsConfirms(() -> factory.threads().pool().execute(this::flush));
  }

  /** Completes the future with this connection, or exceptionally if it has ended already. */
  void begin(CompletableFuture<NatsConnection> opened) {
    events.forwardTo(this);
    if (isConnected()) {
      opened.complete(this);
    } else {
      lost();
      opened.completeExceptionally(NatsErrors.lost(address, events.problems()));
    }
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
    return requests.send(
        new Request(PUBLISH, subject, envelope.length),
        () -> connection.publish(subject, envelope));
  }

  @Override
  public CompletableFuture<Void> subscribe(String subject) {
    return requests
        .send(
            new Request(SUBSCRIPTION, subject, 0),
            () ->
                subscriptions.computeIfAbsent(
                    subject, any -> dispatcher.subscribe(subject, this::received)))
        .thenAccept(confirmed -> {});
  }

  /** Subscribes to subjects; completes with this connection, or ends it if a subscription fails. */
  CompletableFuture<BrokerConnection> subscribeOrEnd(Collection<String> subjects) {
    var each = new ArrayList<CompletableFuture<?>>(subjects.stream().map(this::subscribe).toList());
    each.add(ping());
    return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                end(BrokerException.of(failure));
              }
            })
        .thenApply(done -> this);
  }

  @Override
  public CompletableFuture<Void> unsubscribe(String subject) {
    Subscription gone = subscriptions.remove(subject);
    if (gone != null) {
      try {
        dispatcher.unsubscribe(gone);
      } catch (IllegalStateException closing) {
        LOG.debug("subscription ended with its connection: {}", closing.getMessage());
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void check() {
    ping();
  }

  private CompletableFuture<Position> ping() {
    return requests.send(new Request("", "", 0), () -> {});
  }

  /** Ends this connection because the network connection is lost. */
  void lost() {
    end(NatsErrors.lost(address, events.problems()));
  }

  /** Ends this connection because jnats dropped messages, which a subscription must not lose. */
  void slowConsumer() {
    end(NatsErrors.slowConsumer(options));
  }

  /**
   * Fails the requests that an error of the server refuses. Ends this connection if the error is
   * about no request: then the server has ended something that was in force.
   */
  void refused(String error) {
    BrokerException reason = NatsErrors.refused(options, error, null);
    List<Request> refused = requests.refusedBy(error);
    if (refused.isEmpty()) {
      end(reason);
    }
    for (Request request : refused) {
      if (request.verb().equals(SUBSCRIPTION)) {
        unsubscribe(request.subject());
      }
      request.done().completeExceptionally(reason);
    }
  }

  @Override
  public CompletableFuture<Void> end(BrokerException reason) {
    if (requests.end(reason)) {
      factory.threads().pool().execute(this::free);
      listener.ended(reason);
    }
    return freed;
  }

  /** Closes the connection of jnats, which blocks. Runs on the pool. */
  private void free() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      freed.complete(null);
    }
  }

  /** Receives a message. Runs on the dispatcher thread of jnats, which belongs to the pool. */
  private void received(Message message) {
    String subject = message.getSubject();
    if (subscriptions.get(subject) == message.getSubscription()) {
      listener.received(subject, message.getData(), Position.NONE);
    }
  }

  /**
   * Runs one round trip: a PONG proves that the server has processed all that was sent before the
   * PING. Runs on the pool.
   */
  private void flush() {
    Runnable outcome = requests::answered;
    try {
      connection.flush(options.timeout());
    } catch (TimeoutException late) {
      outcome = () -> end(BrokerException.timeout(server(), options.timeout(), late));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable failure) {
      outcome = () -> end(BrokerException.of(failure));
    }
    // The flush of jnats also returns if the connection ends meanwhile.
    factory.loop().execute(isConnected() ? outcome : this::lost);
  }

  private boolean isConnected() {
    return connection.getStatus() == Connection.Status.CONNECTED;
  }
}
