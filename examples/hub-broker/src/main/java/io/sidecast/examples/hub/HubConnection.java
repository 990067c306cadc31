package io.sidecast.examples.hub;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Position;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.ConnectionListener;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;

/**
 * One TCP connection to the hub. A thread connects and reads, another thread writes; both may
 * block. The hub responds to each request, in order. Confined to the loop, except {@link #publish},
 * which is thread-safe.
 */
final class HubConnection implements BrokerConnection {

  /** The maximum number of frames that wait for the writing thread. */
  private static final int MAX_WAITING = 50_000;

  /** The maximum number of received frames that wait for the loop; then the reading pauses. */
  private static final int MAX_INCOMING = 1_000;

  private final HubOptions options;
  private final ScheduledExecutorService loop;
  private final ConnectionListener listener;
  private final Socket socket = new Socket();
  private final BlockingQueue<Frame> outgoing = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Semaphore ahead = new Semaphore(MAX_INCOMING);
  private final Thread reading = thread("hub-read", this::read);
  private final Thread writing = thread("hub-write", this::write);
  private final CompletableFuture<Void> freed = new CompletableFuture<>();

  /** The response to the last PING. */
  private CompletableFuture<Position> pong = CompletableFuture.completedFuture(Position.NONE);

  /** The time of the last PING. */
  private long pinged;

  /** The requests without a response, oldest first. Its lock also guards the order of writing. */
  private final ArrayDeque<CompletableFuture<Position>> unconfirmed = new ArrayDeque<>();

  HubConnection(HubOptions options, ScheduledExecutorService loop, ConnectionListener listener) {
    this.options = options;
    this.loop = loop;
    this.listener = listener;
  }

  /**
   * Connects and subscribes to channels. Completes with the response to a PING, which proves that
   * the hub has processed all requests before it.
   */
  CompletionStage<BrokerConnection> open(Collection<String> names) {
    reading.start();
    names.forEach(this::subscribe);
    return request(Frame.of(Frame.Kind.PING, "")).thenApply(inForce -> this);
  }

  @Override
  public String server() {
    return options.server();
  }

  @Override
  public int maxEnvelopeBytes() {
    return options.maxEnvelopeBytes();
  }

  @Override
  public CompletionStage<Void> subscribe(String name) {
    return request(Frame.of(Frame.Kind.SUBSCRIBE, name)).thenAccept(inForce -> {});
  }

  @Override
  public CompletionStage<Void> unsubscribe(String name) {
    return request(Frame.of(Frame.Kind.UNSUBSCRIBE, name)).thenAccept(gone -> {});
  }

  @Override
  public CompletionStage<Position> publish(String name, byte[] envelope) {
    return request(new Frame(Frame.Kind.PUBLISH, name, envelope));
  }

  /**
   * Sends a PING if the previous one has its response. Ends the connection if the response is
   * overdue. It may wait behind many messages, so it has the whole timeout.
   */
  @Override
  public void check() {
    if (pong.isDone()) {
      pinged = System.nanoTime();
      pong = request(Frame.of(Frame.Kind.PING, ""));
    } else if (System.nanoTime() - pinged > options.timeout().toNanos()) {
      listener.ended(new TimeoutException("a response is overdue"));
    }
  }

  @Override
  public CompletionStage<Void> close() {
    closeSocket();
    return freed;
  }

  /** Sends a request; completes on the loop with the hub's response. Thread-safe. */
  private CompletableFuture<Position> request(Frame frame) {
    var done = new CompletableFuture<Position>();
    synchronized (unconfirmed) {
      if (!outgoing.offer(frame)) {
        String message = server() + " is too slow: publish less";
        return CompletableFuture.failedFuture(new BrokerException(Kind.UNAVAILABLE, message));
      }
      unconfirmed.add(done);
      return done;
    }
  }

  private void received(Frame frame) {
    ahead.release();
    if (frame.kind() == Frame.Kind.MESSAGE) {
      listener.received(frame.channel(), frame.body(), Position.NONE);
      return;
    }
    CompletableFuture<Position> answered;
    synchronized (unconfirmed) {
      answered = unconfirmed.remove();
    }
    answered.complete(Position.NONE);
  }

  private void read() {
    try {
      int timeout = (int) options.timeout().toMillis();
      socket.connect(new InetSocketAddress(options.host(), options.port()), timeout);
      socket.setTcpNoDelay(true);
      writing.start();
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      while (true) {
        Frame frame = Frame.readFrom(in);
        ahead.acquire();
        loop.execute(() -> received(frame));
      }
    } catch (Throwable gone) {
      listener.ended(gone);
    } finally {
      closeSocket();
      endOfWriting();
      freed.complete(null);
    }
  }

  private void write() {
    try {
      Frame.writeAll(outgoing, socket.getOutputStream());
    } catch (Throwable gone) {
      closeSocket();
    }
  }

  private void endOfWriting() {
    writing.interrupt();
    try {
      writing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      // The socket is closed nevertheless.
    }
  }

  private static Thread thread(String name, Runnable task) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
