package io.sidecast.engine;

import io.sidecast.connection.ConnectionAcceptor;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.http.ConnectionError;
import io.sidecast.http.HandshakeError;
import io.sidecast.http.RequestDecision;
import io.sidecast.http.RequestHead;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one server (Engine.IO protocol, revision 4, and 3 if allowed).
 *
 * <p>A transport calls {@link #verify} for each request, opens a session with {@link #open}, and
 * uses that {@link Session} from then on. Thread-safe.
 */
public final class EngineServer {

  private static final int PROTOCOL_3 = 3;
  private static final int PROTOCOL = 4;
  private static final String WEBSOCKET = "websocket";

  private final EngineSettings settings;
  private final ConnectionAcceptor acceptor;
  private final RefusalLog refusals = new RefusalLog();
  private final SessionIds ids = new SessionIds();
  private final Admissions admissions;
  private final SlowClients slowClients;
  private final IncompleteBytes incomplete;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Set<EngineLoop> loops = ConcurrentHashMap.newKeySet();
  private final SessionCounters counters = new SessionCounters();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicBoolean empty = new AtomicBoolean();
  private volatile boolean closing;

  /**
   * Creates a server without sessions.
   *
   * @param settings the settings
   * @param acceptor accepts the connections of new sessions
   */
  public EngineServer(EngineSettings settings, ConnectionAcceptor acceptor) {
    this.settings = settings;
    this.admissions = new Admissions(settings.limits());
    this.slowClients = new SlowClients(settings.limits(), sessions.values());
    this.incomplete = new IncompleteBytes(settings.limits());
    this.acceptor = acceptor;
  }

  /**
   * The settings of this server.
   *
   * @return the settings
   */
  public EngineSettings settings() {
    return settings;
  }

  /**
   * The bytes of bodies and messages that have not arrived completely.
   *
   * @return the bytes of this server
   */
  public IncompleteBytes incompleteBytes() {
    return incomplete;
  }

  /**
   * The log of all refused requests.
   *
   * @return the log of this server
   */
  public RefusalLog refusals() {
    return refusals;
  }

  /**
   * The number of sessions, including those that are being closed.
   *
   * @return the current number
   */
  public int sessionCount() {
    return sessions.size();
  }

  /**
   * The number of sessions over WebSocket, among those of {@link #sessionCount}. Counts them one by
   * one.
   *
   * @return the current number
   */
  public int webSocketCount() {
    int count = 0;
    for (Session session : sessions.values()) {
      if (session.currentTransport().name().equals(WEBSOCKET)) {
        count++;
      }
    }
    return count;
  }

  /**
   * The number of sessions that were opened.
   *
   * @return the number since the start
   */
  public long openedSessions() {
    return counters.opened.sum();
  }

  /**
   * The number of sessions that were closed, by the reason.
   *
   * @return the numbers since the start, with all reasons
   */
  public Map<DisconnectReason, Long> closedSessions() {
    return counters.closedSessions();
  }

  /**
   * The number of requests that were refused before they reached a session, by the error.
   *
   * @return the numbers since the start, with all errors
   */
  public Map<HandshakeError, Long> refusedRequests() {
    return counters.refusedRequests();
  }

  /**
   * The number of messages that arrived after the server had closed their session.
   *
   * @return the number since the start
   */
  public long droppedMessages() {
    return counters.dropped.sum();
  }

  /**
   * The number of clients that were disconnected because too many bytes waited for them.
   *
   * @return the number since the start
   */
  public long slowClientDisconnects() {
    return counters.slow.sum();
  }

  /**
   * The messages, bytes and heartbeats of all sessions.
   *
   * @return the sums since the start
   */
  public EngineTraffic traffic() {
    EngineTraffic sum = EngineTraffic.NONE;
    for (EngineLoop loop : loops) {
      sum = sum.plus(loop.counters().sum());
    }
    return sum;
  }

  void closed(DisconnectReason reason) {
    counters.closed(reason);
  }

  void slowClientDisconnected() {
    counters.slow.increment();
  }

  /**
   * Creates the view of an event loop whose sessions this server opens.
   *
   * @param executor the loop: one thread that runs tasks in the order of submission
   * @param current returns whether the calling thread is that thread
   * @return the view
   */
  public EngineLoop newLoop(ScheduledExecutorService executor, BooleanSupplier current) {
    var loop = new EngineLoop(executor, current);
    loops.add(loop);
    return loop;
  }

  /**
   * Runs a task when the event loops have taken all packets that were sent to sessions before this
   * call: the transports hold them, or they wait for slow clients.
   *
   * @param task the task, which runs on an event loop, or on the calling thread if there is none;
   *     must not block
   */
  public void afterPackets(Runnable task) {
    List<EngineLoop> all = List.copyOf(loops);
    if (all.isEmpty()) {
      task.run();
      return;
    }
    var remaining = new AtomicInteger(all.size());
    for (EngineLoop loop : all) {
      loop.afterPackets(
          () -> {
            if (remaining.decrementAndGet() == 0) {
              task.run();
            }
          });
    }
  }

  /** Returns the count of bytes that wait for all clients. */
  SlowClients slowClients() {
    return slowClients;
  }

  void messageDropped() {
    counters.dropped.increment();
  }

  /**
   * Decides about a request. The checks run in the order of the reference server, because clients
   * depend on the error code in the response.
   *
   * @param call the request
   * @return the verdict
   */
  public RequestVerdict verify(EngineRequest call) {
    String transport = call.transport();
    if (transport == null || !settings.transports().contains(transport)) {
      return refused(HandshakeError.UNKNOWN_TRANSPORT, "transport", transport);
    }
    String sid = call.sid();
    if (sid != null) {
      return verifySession(call, sessions.get(sid));
    }
    if (!call.method().equals("GET")) {
      return refused(HandshakeError.BAD_HANDSHAKE_METHOD, "method", call.method());
    }
    if (closing) {
      return new RequestVerdict.Refused(HandshakeError.SERVER_SHUTTING_DOWN, Map.of());
    }
    if (transport.equals(WEBSOCKET) != call.upgrade()) {
      return refused(HandshakeError.BAD_REQUEST, "name", "TRANSPORT_HANDSHAKE_ERROR");
    }
    int protocol = "4".equals(call.protocol()) ? PROTOCOL : PROTOCOL_3;
    if (protocol == PROTOCOL_3 && !settings.allowEio3()) {
      return refused(HandshakeError.UNSUPPORTED_PROTOCOL, "protocol", call.protocol());
    }
    return new RequestVerdict.Handshake(protocol);
  }

  private static RequestVerdict refused(
      HandshakeError refusal, String name, @Nullable String value) {
    return new RequestVerdict.Refused(refusal, value == null ? Map.of() : Map.of(name, value));
  }

  /**
   * Requests the application's decision about a request that {@link #verify} has accepted as a
   * handshake.
   *
   * @param request the request
   * @return a stage that completes with the decision, on any thread and within the deadline; it
   *     never fails
   */
  public CompletionStage<RequestDecision> decide(RequestHead request) {
    return settings.hooks().decide(request);
  }

  /**
   * Counts a refused request, and reports it to the listener if there is one.
   *
   * @param error the error in the response
   * @param report describes the request and the cause
   */
  public void refused(HandshakeError error, Supplier<ConnectionError> report) {
    counters.refused(error);
    settings.hooks().refused(report);
  }

  /**
   * Creates the identity of a session that is about to be opened.
   *
   * @param protocol the protocol revision of the client
   * @return an identity that no other session has
   */
  public SessionParameters.Identity newIdentity(int protocol) {
    String own = protocol == PROTOCOL_3 ? acceptor.newV2SessionId() : null;
    return new SessionParameters.Identity(own == null ? ids.next() : own, protocol);
  }

  /**
   * Takes a place for the session of a request that {@link #verify} has accepted as a handshake.
   * The caller opens the session or calls {@link #withdraw}.
   *
   * @param request the request
   * @return null, or the error if the server or the client's address has too many sessions
   */
  public @Nullable HandshakeError admit(RequestHead request) {
    return admissions.enter(request.remoteAddress());
  }

  /**
   * Frees the place of a session that is not opened.
   *
   * @param request the request of {@link #admit}
   */
  public void withdraw(RequestHead request) {
    admissions.leave(request.remoteAddress());
  }

  /**
   * Opens a session: sends the handshake and passes the connection to the {@link
   * ConnectionAcceptor}. Called on the event loop of the transport, for a request that {@link
   * #admit} has admitted.
   *
   * @param opening the parameters of the session
   * @return the session
   */
  public Session open(SessionParameters opening) {
    var session = new Session(this, opening);
    sessions.put(session.id(), session);
    counters.opened.increment();
    session.open(acceptor, opening.request());
    if (closing) {
      session.close(DisconnectReason.SERVER_SHUTTING_DOWN);
    }
    return session;
  }

  /**
   * Closes every session with {@link DisconnectReason#SERVER_SHUTTING_DOWN} within {@link
   * EngineSettings#drainTime}, and refuses new ones.
   *
   * @return a stage that completes on a thread of its own when all earlier packets are written, or
   *     are given up after a second; every call returns the same result
   */
  public CompletionStage<Void> close() {
    if (draining.compareAndSet(false, true)) {
      closing = true;
      DrainWaves.close(List.copyOf(sessions.values()), settings.drainTime());
    }
    completeIfEmpty();
    return closed.minimalCompletionStage();
  }

  void remove(Session session) {
    if (sessions.remove(session.id(), session)) {
      admissions.leave(session.client());
    }
    completeIfEmpty();
  }

  private RequestVerdict verifySession(EngineRequest call, @Nullable Session session) {
    if (session == null) {
      return refused(HandshakeError.UNKNOWN_SESSION, "sid", call.sid());
    }
    String current = session.currentTransport().name();
    boolean sameTransport = current.equals(call.transport());
    boolean candidate = call.upgrade() && WEBSOCKET.equals(call.transport());
    return (sameTransport && !call.upgrade()) || candidate
        ? new RequestVerdict.Existing(session)
        : new RequestVerdict.Refused(
            HandshakeError.BAD_REQUEST,
            Map.of(
                "name",
                "TRANSPORT_MISMATCH",
                "transport",
                String.valueOf(call.transport()),
                "previousTransport",
                current));
  }

  /**
   * Completes the close if no session is left. The last session ends on an event loop, which must
   * not run the callbacks of the stage.
   */
  private void completeIfEmpty() {
    if (closing && sessions.isEmpty() && empty.compareAndSet(false, true)) {
      new Thread(() -> closed.complete(null), "sidecast-engine-closed").start();
    }
  }
}
