package io.sidecast.engine;

import io.sidecast.socket.ConnectionAcceptor;
import io.sidecast.socket.ConnectionRequest;
import io.sidecast.socket.DisconnectReason;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one server (Engine.IO protocol, revision 4). Any thread.
 *
 * <p>A transport asks {@link #admit} about each request, opens a session with {@link #open}, and
 * from then on talks to that {@link Session}.
 */
public final class EngineServer {

  private static final String PROTOCOL = "4";
  private static final String WEBSOCKET = "websocket";

  private final EngineSettings settings;
  private final ConnectionAcceptor acceptor;
  private final SessionIds ids = new SessionIds();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile boolean closing;

  /**
   * A server without sessions.
   *
   * @param settings how it works
   * @param acceptor takes the connections
   */
  public EngineServer(EngineSettings settings, ConnectionAcceptor acceptor) {
    this.settings = settings;
    this.acceptor = acceptor;
  }

  /**
   * How this server works.
   *
   * @return the settings
   */
  public EngineSettings settings() {
    return settings;
  }

  /**
   * The number of sessions that are open or still being closed.
   *
   * @return the number now
   */
  public int sessionCount() {
    return sessions.size();
  }

  /**
   * Decides about a request. The order of the checks is that of the reference server, as clients
   * depend on the code that they are told.
   *
   * @param call the request
   * @return what may become of it
   */
  public Admission admit(EngineCall call) {
    String transport = call.transport();
    if (transport == null || !settings.transports().contains(transport)) {
      return new Admission.Refused(Refusal.UNKNOWN_TRANSPORT);
    }
    String sid = call.sid();
    if (sid != null) {
      return admitToSession(call, sessions.get(sid));
    }
    if (!call.method().equals("GET")) {
      return new Admission.Refused(Refusal.BAD_HANDSHAKE_METHOD);
    }
    if (closing || transport.equals(WEBSOCKET) != call.upgrade()) {
      return new Admission.Refused(Refusal.BAD_REQUEST);
    }
    if (!PROTOCOL.equals(call.protocol())) {
      return new Admission.Refused(Refusal.UNSUPPORTED_PROTOCOL);
    }
    return new Admission.Handshake();
  }

  /**
   * Opens a session: sends the handshake and tells the {@link ConnectionAcceptor}. Called on the
   * event loop of the transport, for a request that {@link #admit} let pass as a handshake.
   *
   * @param opening what the session is made of
   * @return the session
   */
  public Session open(Opening opening) {
    var session = new Session(ids.next(), this, opening);
    sessions.put(session.id(), session);
    session.open(acceptor, connectionRequest(opening.request()));
    if (closing) {
      session.close(DisconnectReason.SERVER_SHUTTING_DOWN);
    }
    return session;
  }

  private static ConnectionRequest connectionRequest(RequestHead head) {
    return new ConnectionRequest(
        head.uri(),
        head.headers(),
        head.query(),
        head.remoteAddress(),
        head.secure(),
        Instant.now());
  }

  /**
   * Closes every session with {@link DisconnectReason#SERVER_SHUTTING_DOWN}, and refuses new ones.
   *
   * @return completes when what was sent before is written, or given up after a second
   */
  public CompletionStage<Void> close() {
    closing = true;
    sessions.values().forEach(session -> session.close(DisconnectReason.SERVER_SHUTTING_DOWN));
    completeIfEmpty();
    return closed.minimalCompletionStage();
  }

  void remove(Session session) {
    sessions.remove(session.id(), session);
    completeIfEmpty();
  }

  /** The data of the OPEN packet (protocol: "Handshake"). */
  String handshake(String sid, String transport) {
    boolean upgradable =
        settings.allowUpgrades()
            && !transport.equals(WEBSOCKET)
            && settings.transports().contains(WEBSOCKET);
    return "{\"sid\":\""
        + sid
        + "\",\"upgrades\":"
        + (upgradable ? "[\"websocket\"]" : "[]")
        + ",\"pingInterval\":"
        + settings.pingInterval().toMillis()
        + ",\"pingTimeout\":"
        + settings.pingTimeout().toMillis()
        + ",\"maxPayload\":"
        + settings.maxPayload()
        + "}";
  }

  private Admission admitToSession(EngineCall call, @Nullable Session session) {
    if (session == null) {
      return new Admission.Refused(Refusal.UNKNOWN_SESSION);
    }
    boolean sameTransport = session.currentTransport().name().equals(call.transport());
    boolean candidate = call.upgrade() && WEBSOCKET.equals(call.transport());
    return (sameTransport && !call.upgrade()) || candidate
        ? new Admission.Existing(session)
        : new Admission.Refused(Refusal.BAD_REQUEST);
  }

  private void completeIfEmpty() {
    if (closing && sessions.isEmpty()) {
      closed.complete(null);
    }
  }
}
