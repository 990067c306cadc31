package io.sidecast.broker.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Loop only, except {@link #publish}. One connection, whose requests are confirmed by round trips:
 * one PING is under way at a time and covers all that was sent before it. A link that has ended
 * stays ended.
 */
final class NatsLink {

  private static final int MOST_UNCONFIRMED = 65_536;
  private static final long MOST_UNCONFIRMED_BYTES = 64 << 20;

  /**
   * What a link needs, and whom it tells of messages.
   *
   * @param delivery the monitor under which the listener hears each message, so that what is
   *     unsubscribed or closed under it is silent afterwards
   */
  record Wiring(
      NatsOptions options, NatsThreads threads, BrokerListener listener, Object delivery) {}

  private record Request(Verb verb, String subject, int bytes, CompletableFuture<Position> done) {

    Request(Verb verb, String subject, int bytes) {
      this(verb, subject, bytes, new CompletableFuture<>());
    }

    /** Whether an error of the server is its answer to this. */
    boolean concerns(String error) {
      return verb != Verb.PING
          && error.contains(verb.word)
          && (error.contains("\"" + subject + "\"") || !error.contains("\""));
    }
  }

  private enum Verb {
    PING(""),
    PUBLISH("Publish"),
    SUBSCRIBE("ubscription");

    /** How the server's errors call it. */
    private final String word;

    Verb(String word) {
      this.word = word;
    }
  }

  private final Wiring wiring;
  private final Connection connection;
  private final Dispatcher dispatcher;
  private final NatsEvents events;
  private final String address;
  private final Map<String, Subscription> subscriptions = new HashMap<>();
  private final CompletableFuture<BrokerException> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> freed = new CompletableFuture<>();

  /**
   * Sent before the PING that is under way; empty if none is. This and the next three change
   * locked.
   */
  private List<Request> covered = new ArrayList<>();

  /** Sent since; the next PING covers them. */
  private List<Request> uncovered = new ArrayList<>();

  private long unconfirmedBytes;
  private volatile @Nullable BrokerException end;

  private NatsLink(Wiring wiring, Connection connection, NatsEvents events) {
    this.wiring = wiring;
    this.connection = connection;
    this.events = events;
    this.address = NatsOptions.addresses(List.of("" + connection.getConnectedUrl())).get(0);
    NatsOptions.Pending pending = wiring.options.pending();
    this.dispatcher = connection.createDispatcher();
    dispatcher.setPendingLimits(pending.messages(), pending.bytes());
  }

  /** Connects to one of the servers within the time-out; after a failure no socket is left. */
  static CompletableFuture<NatsLink> open(Wiring wiring, Collection<String> servers) {
    var opened = new CompletableFuture<NatsLink>();
    NatsThreads threads = wiring.threads;
    var events = new NatsEvents();
    Options options =
        wiring
            .options
            .dial(servers)
            .executor(threads.pool())
            .connectExecutor(threads.pool())
            .callbackExecutor(threads.loop())
            .scheduledExecutor(threads.loop())
            .errorListener(events)
            .connectionListener(events)
            .build();
    threads
        .pool()
        .execute(
            () -> {
              try {
                Connection connection = Nats.connect(options);
                var link = new NatsLink(wiring, connection, events);
                threads.loop().execute(() -> link.begin(opened));
              } catch (IOException | InterruptedException | RuntimeException failure) {
                // What jnats told before it threw is already in the queue of the loop.
                threads.loop().execute(() -> failed(opened, wiring, failure, events));
              }
            });
    return opened;
  }

  private static void failed(
      CompletableFuture<NatsLink> opened, Wiring wiring, Exception failure, NatsEvents events) {
    opened.completeExceptionally(NatsFailure.connecting(wiring.options, failure, events.trouble()));
  }

  private void begin(CompletableFuture<NatsLink> opened) {
    events.tell(this);
    if (connection.getStatus() == Connection.Status.CONNECTED) {
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

  /** The largest envelope that the server takes. */
  int maxEnvelopeBytes() {
    return (int) Math.min(Integer.MAX_VALUE, connection.getMaxPayload());
  }

  /** Any thread. Completes when NATS has handled the message; never sent twice, never kept. */
  CompletableFuture<Position> publish(String subject, byte[] envelope) {
    return confirmed(
        new Request(Verb.PUBLISH, subject, envelope.length),
        () -> connection.publish(subject, envelope));
  }

  /** Completes when the subscription is in force at the server. */
  CompletableFuture<Position> subscribe(Channel channel) {
    String subject = wiring.options.subjectOf(channel);
    return confirmed(
        new Request(Verb.SUBSCRIBE, subject, 0),
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
    Subscription gone = subscriptions.remove(subject);
    if (gone != null && end == null) {
      synchronized (wiring.delivery) {
        dispatcher.unsubscribe(gone);
      }
    }
  }

  /** Asks for a sign of life; silence ends the link. */
  CompletableFuture<Position> ping() {
    return confirmed(new Request(Verb.PING, "", 0), () -> {});
  }

  /** The connection has broken. */
  void lost() {
    end(NatsFailure.lost(address, events.trouble()));
  }

  /** Messages were dropped since too many waited: that breaks the promise of a subscription. */
  void overrun() {
    end(NatsFailure.overrun(wiring.options));
  }

  /** The server refused something, which it says before it answers the PING that follows. */
  void refused(String error) {
    BrokerException reason = NatsFailure.refused(wiring.options, error, null);
    var concerned = new ArrayList<Request>();
    synchronized (this) {
      for (List<Request> requests : List.of(covered, uncovered)) {
        requests.stream().filter(request -> request.concerns(error)).forEach(concerned::add);
      }
    }
    if (concerned.isEmpty()) {
      end(reason);
    }
    for (Request request : concerned) {
      if (request.verb == Verb.SUBSCRIBE) {
        unsubscribe(request.subject);
      }
      request.done.completeExceptionally(reason);
    }
  }

  /**
   * Ends the link: closes the connection and fails whatever is still open, for this reason.
   *
   * @return completes when the socket is free
   */
  CompletableFuture<Void> end(BrokerException reason) {
    var open = new ArrayList<Request>();
    synchronized (this) {
      if (end != null) {
        return freed;
      }
      end = reason;
      open.addAll(covered);
      open.addAll(uncovered);
      covered = new ArrayList<>();
      uncovered = new ArrayList<>();
    }
    open.forEach(request -> request.done.completeExceptionally(reason));
    wiring.threads.pool().execute(this::free);
    ended.complete(reason);
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

  /** jnats' dispatcher. */
  private void received(Channel channel, Message message) {
    synchronized (wiring.delivery) {
      if (end == null && message.getSubscription().isActive()) {
        wiring.listener.onMessage(channel, message.getData(), Position.NONE);
      }
    }
  }

  private synchronized CompletableFuture<Position> confirmed(Request request, Runnable send) {
    BrokerException ended = end;
    if (ended != null) {
      return CompletableFuture.failedFuture(ended);
    }
    if (covered.size() + uncovered.size() >= MOST_UNCONFIRMED
        || (unconfirmedBytes > 0 && unconfirmedBytes + request.bytes > MOST_UNCONFIRMED_BYTES)) {
      String message = "too many publishes wait for NATS at %s: publish less at a time";
      return CompletableFuture.failedFuture(
          new BrokerException(Kind.UNAVAILABLE, message.formatted(address)));
    }
    try {
      send.run();
    } catch (IllegalStateException closing) {
      return CompletableFuture.failedFuture(
          NatsFailure.lost(address, new NatsEvents.Trouble(null, closing)));
    }
    unconfirmedBytes += request.bytes;
    uncovered.add(request);
    if (covered.isEmpty()) {
      roundTrip();
    }
    return request.done;
  }

  private synchronized void roundTrip() {
    covered = uncovered;
    uncovered = new ArrayList<>();
    wiring.threads.pool().execute(this::flush);
  }

  /** Pool. jnats returns normally from a flush that met the end of the connection. */
  private void flush() {
    Runnable outcome = this::answered;
    try {
      connection.flush(wiring.options.timeout());
    } catch (TimeoutException late) {
      outcome = () -> end(NatsFailure.timeout(wiring.options));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean connected = connection.getStatus() == Connection.Status.CONNECTED;
    wiring.threads.loop().execute(connected ? outcome : this::lost);
  }

  private void answered() {
    List<Request> confirmed;
    synchronized (this) {
      confirmed = covered;
      covered = new ArrayList<>();
      unconfirmedBytes -= confirmed.stream().mapToLong(Request::bytes).sum();
      if (!uncovered.isEmpty()) {
        roundTrip();
      }
    }
    confirmed.forEach(request -> request.done.complete(Position.NONE));
  }
}
