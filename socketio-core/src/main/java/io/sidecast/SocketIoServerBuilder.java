package io.sidecast;

import io.sidecast.socket.ErrorHandler;
import io.sidecast.socket.SocketSettings;
import io.sidecast.transport.StaticFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes a server. One thread; can be used for several servers. */
public final class SocketIoServerBuilder extends HttpOptions<SocketIoServerBuilder> {

  private static final Logger log = LoggerFactory.getLogger(SocketIoServer.class);

  private static final int MOST_EVENT_LOOPS = 4096;

  private ErrorHandler errors =
      (socket, occasion, error) -> log.warn("{}: {} failed", socket, occasion, error);
  private boolean cleanupEmptyNamespaces;

  SocketIoServerBuilder() {}

  @Override
  SocketIoServerBuilder self() {
    return this;
  }

  /**
   * Sets the port to listen on; default 3000.
   *
   * @param port 0 to 65,535; 0 for any free one
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public SocketIoServerBuilder port(int port) {
    transport = transport.withPort(port);
    return this;
  }

  /**
   * Sets the address to listen on; default all.
   *
   * @param host a host name or an IP address
   * @return this builder
   */
  public SocketIoServerBuilder host(String host) {
    Objects.requireNonNull(host, "host must not be null");
    transport = transport.withHost(host);
    return this;
  }

  /**
   * Serves the files of a folder, with {@code index.html} as the page of a folder.
   *
   * @param root the folder
   * @return this builder
   */
  public SocketIoServerBuilder staticFiles(Path root) {
    Objects.requireNonNull(root, "root must not be null");
    return staticFiles(StaticFiles.folder(root, "index.html"));
  }

  /**
   * Serves files.
   *
   * @param files from a folder or from the class path
   * @return this builder
   */
  public SocketIoServerBuilder staticFiles(StaticFiles files) {
    Objects.requireNonNull(files, "files must not be null");
    transport = transport.withFiles(files);
    return this;
  }

  /**
   * Sets the number of event loops; default one for each processor.
   *
   * @param count 1 to 4,096
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public SocketIoServerBuilder eventLoops(int count) {
    transport = transport.withEventLoops(Ranges.positive("eventLoops", count, MOST_EVENT_LOOPS));
    return this;
  }

  /**
   * Sets the path of the Socket.IO endpoint; default {@code /socket.io}.
   *
   * @param path with a leading slash; a trailing slash counts for nothing
   * @return this builder
   */
  public SocketIoServerBuilder path(String path) {
    Objects.requireNonNull(path, "path must not be null");
    engine.path(path);
    return this;
  }

  /**
   * Sets whether requests must carry a slash after the path; default false: clients with {@code
   * addTrailingSlash: false} and others are served alike. The JavaScript server demands the slash
   * by default.
   *
   * @param required true to leave requests without the slash to routes and static files
   * @return this builder
   */
  public SocketIoServerBuilder addTrailingSlash(boolean required) {
    engine.addTrailingSlash(required);
    return this;
  }

  /**
   * Sets the transports that clients may use; default both. A request for another one is answered
   * 400.
   *
   * @param transports {@code polling}, {@code websocket}; at least one
   * @return this builder
   */
  public SocketIoServerBuilder transports(String... transports) {
    Objects.requireNonNull(transports, "transports must not be null");
    engine.transports(transports);
    return this;
  }

  /**
   * Sets whether a WebSocket may take over from polling; default true.
   *
   * @param allow false to forbid it
   * @return this builder
   */
  public SocketIoServerBuilder allowUpgrades(boolean allow) {
    engine.allowUpgrades(allow);
    return this;
  }

  /**
   * Sets how long after a pong the next ping is sent; default 25 seconds.
   *
   * @param interval at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public SocketIoServerBuilder pingInterval(Duration interval) {
    Objects.requireNonNull(interval, "interval must not be null");
    engine.pingInterval(Ranges.duration("pingInterval", interval));
    return this;
  }

  /**
   * Sets how long a client has to answer a ping; default 20 seconds. A client that does not is
   * disconnected with {@link io.sidecast.socket.DisconnectReason#PING_TIMEOUT}. A client also has
   * this time to fetch the last packets of a connection that the server closes.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public SocketIoServerBuilder pingTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    engine.pingTimeout(Ranges.duration("pingTimeout", timeout));
    return this;
  }

  /**
   * Sets how long an upgrade may take; default 10 seconds. The WebSocket of a slower one is closed,
   * and the session stays on polling.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public SocketIoServerBuilder upgradeTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    engine.upgradeTimeout(Ranges.duration("upgradeTimeout", timeout));
    return this;
  }

  /**
   * Sets the most bytes of one message or one polling request of a client; default 1,000,000. A
   * larger request is answered 413, a larger message closes its WebSocket with 1009, and the
   * session ends. Clients are told the number in the handshake.
   *
   * @param bytes a positive number
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public SocketIoServerBuilder maxPayload(int bytes) {
    engine.maxPayload(Ranges.positive("maxPayload", bytes, Integer.MAX_VALUE));
    return this;
  }

  /**
   * Sets how much may wait to be sent to one client; default 16 MiB. A client for which more waits
   * is disconnected with {@link io.sidecast.socket.DisconnectReason#SLOW_CLIENT}; see {@link
   * io.sidecast.socket.Socket#whenWritable} for a loop that sends much.
   *
   * @param bytes a positive number; each packet counts 32 bytes besides its own
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public SocketIoServerBuilder maxBufferedBytes(long bytes) {
    engine.maxBufferedBytes(Ranges.positive("maxBufferedBytes", bytes, Long.MAX_VALUE));
    return this;
  }

  /**
   * Sets how much of what one client sent may wait for its handlers while the client owes an
   * acknowledgement; default 16 MiB. A client that owes none is not read while more than 1 MiB or
   * 1,024 events wait. One that does is read on, for its acknowledgement, and is disconnected with
   * {@link io.sidecast.socket.DisconnectReason#RECEIVE_BUFFER_FULL} when an event arrives while
   * more than this waits; each event counts 100 bytes besides its payload.
   *
   * @param bytes at least 1 MiB
   * @return this builder
   * @throws IllegalArgumentException if it is less
   */
  public SocketIoServerBuilder maxWaitingBytes(long bytes) {
    if (bytes < 1 << 20) {
      throw new IllegalArgumentException("maxWaitingBytes must be at least 1 MiB, not " + bytes);
    }
    maxWaitingBytes = bytes;
    return this;
  }

  /**
   * Sets how long a client has to connect to a namespace; default 45 seconds. A client that is in
   * none by then is disconnected. A middleware that decides later than this refuses the client.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public SocketIoServerBuilder connectTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    timeouts =
        new SocketSettings.Timeouts(Ranges.duration("connectTimeout", timeout), timeouts.ack());
    return this;
  }

  /**
   * Sets whether a dynamic namespace is forgotten when its last socket leaves; default false.
   *
   * @param cleanup true to forget it
   * @return this builder
   */
  public SocketIoServerBuilder cleanupEmptyChildNamespaces(boolean cleanup) {
    cleanupEmptyNamespaces = cleanup;
    return this;
  }

  /**
   * Sets who is told what handlers and middlewares throw; by default it is logged.
   *
   * @param handler the handler
   * @return this builder
   */
  public SocketIoServerBuilder onError(ErrorHandler handler) {
    Objects.requireNonNull(handler, "handler must not be null");
    errors = handler;
    return this;
  }

  /**
   * Builds the server. It does nothing until it is started.
   *
   * @return the server
   * @throws IllegalArgumentException if a setting is none that a server can work with, for example
   *     the path
   * @throws io.sidecast.broker.BrokerException if several brokers could be used, or none opens the
   *     URI; the message says what to do
   */
  public SocketIoServer build() {
    var choice = choice();
    var threads = threads();
    var events = new NodeEvents(threads.handlers());
    var sockets = sockets(threads, errors, cleanupEmptyNamespaces);
    var bus = bus(choice, new Ends(address(), true, events));
    var parts =
        new ServerLifecycle.Parts(threads, bus, sockets, engine(threads.handlers()), transport);
    return new SocketIoServer(new ServerLifecycle(parts, choice), events);
  }

  private String address() {
    String host = System.getenv("HOSTNAME");
    return (host == null ? transport.host() : host) + ":" + transport.port();
  }
}
