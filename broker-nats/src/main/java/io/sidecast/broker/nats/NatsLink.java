package io.sidecast.broker.nats;

import static io.sidecast.broker.nats.NatsRequests.Request.PUBLISH;
import static io.sidecast.broker.nats.NatsRequests.Request.SUBSCRIPTION;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.nats.NatsRequests.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loop only, unless said otherwise. One connection, from its opening to its end. A link that has
 * ended stays ended.
 */
final class NatsLink {

  private static final Logger LOG = LoggerFactory.getLogger(NatsLink.class);

  /**
   * What a link needs, and whom it tells of messages.
   *
   * @param delivery the monitor under which the listener hears each message, so that what is
   *     unsubscribed or closed under it is silent afterwards
   */
  record Wiring(
      NatsOptions options, NatsThreads threads, BrokerListener listener, Object delivery) {}

  private final Wiring wiring;
  private final Connection connection;
  private final NatsEvents events;
  private final String address;
  private final Dispatcher dispatcher;

  /** By subject; changed on the loop. */
  private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();

  private final NatsRequests requests;
  private final CompletableFuture<BrokerException> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> freed = new CompletableFuture<>();

  /** True as soon as no more messages may be delivered. */
  private volatile boolean silent;

  private NatsLink(Wiring wiring, Connection connection, NatsEvents events) {
    this.wiring = wiring;
    this.connection = connection;
    this.events = events;
    this.address = NatsOptions.address(List.of("" + connection.getConnectedUrl()));
    this.dispatcher = connection.createDispatcher();
    NatsOptions.Pending pending = wiring.options.pending();
    dispatcher.setPendingLimits(pending.messages(), pending.bytes());
    this.requests = new NatsRequests(() -> wiring.threads.pool().execute(this::flush));
  }

  /** Any thread. Connects to a server within the time-out; after a failure no socket is left. */
  static CompletableFuture<NatsLink> open(Wiring wiring, Collection<String> servers) {
    var opened = new CompletableFuture<NatsLink>();
    Options.Builder dial = wiring.options.dial(servers);
    wiring.threads.pool().execute(() -> connect(wiring, dial, opened));
    return opened;
  }

  /** Pool. */
  private static void connect(
      Wiring wiring, Options.Builder dial, CompletableFuture<NatsLink> opened) {
    NatsThreads threads = wiring.threads;
    var events = new NatsEvents(Thread.currentThread());
    Options options =
        dial.executor(threads.pool())
            .connectExecutor(threads.pool())
            .callbackExecutor(threads.loop())
            .scheduledExecutor(threads.loop())
            .errorListener(events)
            .connectionListener(events)
            .build();
    try {
      var link = new NatsLink(wiring, Nats.connect(options), events);
      threads.loop().execute(() -> link.begin(opened));
    } catch (IOException | InterruptedException | RuntimeException failure) {
      // What jnats told before it threw is already in the queue of the loop.
      threads
          .loop()
          .execute(
              () ->
                  opened.completeExceptionally(
                      NatsFailure.connecting(wiring.options, failure, events.trouble())));
    } finally {
      events.connected();
    }
  }

  private void begin(CompletableFuture<NatsLink> opened) {
    events.tell(this);
    if (isConnected()) {
      opened.complete(this);
    } else {
      lost();
      ended.thenAccept(opened::completeExceptionally);
    }
  }

  /** Completes on the loop with the reason when this link has ended. */
  CompletableFuture<BrokerException> ended() {
    return ended;
  }

  /** Host and port of the server, for messages and for the next connection. */
  String address() {
    return address;
  }

  /** The servers that this one knows of, as far as they are not known to be gone. */
  Collection<String> servers() {
    return connection.getServers();
  }

  /** Any thread. The largest envelope that the server takes. */
  int maxEnvelopeBytes() {
    return (int) Math.min(Integer.MAX_VALUE, connection.getMaxPayload());
  }

  /** Any thread. Completes when NATS has handled the message; never sent twice, never kept. */
  CompletableFuture<Position> publish(String subject, byte[] envelope) {
    return requests.send(
        new Request(PUBLISH, subject, envelope.length),
        () -> connection.publish(subject, envelope));
  }

  /** Completes when the subscription is in force at the server. */
  CompletableFuture<Position> subscribe(Channel channel) {
    String subject = wiring.options.subjectOf(channel);
    return requests.send(
        new Request(SUBSCRIPTION, subject, 0),
        () ->
            subscriptions.computeIfAbsent(
                subject, any -> dispatcher.subscribe(subject, m -> received(channel, m))));
  }

  /** Completes with this link when all of these subscriptions are in force, else ends it. */
  CompletableFuture<NatsLink> subscribeOrEnd(Collection<Channel> channels) {
    var each = new ArrayList<>(channels.stream().map(this::subscribe).toList());
    each.add(ping());
    return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                end(NatsFailure.of(failure));
              }
            })
        .thenApply(done -> this);
  }

  /** When this returns, nothing more comes from that channel. */
  void unsubscribe(String subject) {
    Subscription gone;
    synchronized (wiring.delivery) {
      gone = subscriptions.remove(subject);
    }
    if (gone != null) {
      try {
        dispatcher.unsubscribe(gone);
      } catch (IllegalStateException closing) {
        LOG.debug("a subscription ends with its connection: {}", closing.getMessage());
      }
    }
  }

  /** Asks for a sign of life; silence ends the link. */
  CompletableFuture<Position> ping() {
    return requests.send(new Request("", "", 0), () -> {});
  }

  /** The connection has broken. */
  void lost() {
    end(NatsFailure.lost(address, events.trouble()));
  }

  /** Messages were dropped since too many waited: that breaks the promise of a subscription. */
  void overrun() {
    end(NatsFailure.overrun(wiring.options));
  }

  /** The server has refused something; if nobody asked for it, the server took something away. */
  void refused(String error) {
    BrokerException reason = NatsFailure.refused(wiring.options, error, null);
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

  /**
   * Ends the link: closes the connection and fails whatever is still open, for this reason.
   *
   * @return completes when the socket is free
   */
  CompletableFuture<Void> end(BrokerException reason) {
    silent = true;
    if (requests.end(reason)) {
      wiring.threads.pool().execute(this::free);
      ended.complete(reason);
    }
    return freed;
  }

  /** Pool. */
  private void free() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      freed.complete(null);
    }
  }

  /** Pool: jnats' dispatcher. */
  private void received(Channel channel, Message message) {
    synchronized (wiring.delivery) {
      if (!silent && subscriptions.get(message.getSubject()) == message.getSubscription()) {
        wiring.listener.onMessage(channel, message.getData(), Position.NONE);
      }
    }
  }

  /** Pool. An answered PING proves that the server has handled what was sent before it. */
  private void flush() {
    Runnable outcome = requests::answered;
    try {
      connection.flush(wiring.options.timeout());
    } catch (TimeoutException late) {
      outcome = () -> end(NatsFailure.timeout(wiring.options));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // jnats also returns from a flush that met the end of the connection.
    wiring.threads.loop().execute(isConnected() ? outcome : this::lost);
  }

  private boolean isConnected() {
    return connection.getStatus() == Connection.Status.CONNECTED;
  }
}
