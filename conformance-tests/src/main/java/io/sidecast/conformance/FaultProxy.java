package io.sidecast.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A TCP proxy in this JVM. One lock guards the list of connections and the faults. A connection is
 * therefore either in the list before a cut, which resets it, or is subject to the faults that were
 * set before it. Thread-safe.
 */
public final class FaultProxy implements Faults {

  private static final int CHUNK = 16 * 1024;

  private final ServerSocket entrance;
  private final Supplier<URI> target;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Pair> pairs = new HashSet<>();
  private boolean refusing;
  private long refusals;
  private boolean holding;
  private boolean closed;
  private Duration delay = Duration.ZERO;
  private long allowance = Long.MAX_VALUE;
  private CompletableFuture<Void> used = new CompletableFuture<>();

  /**
   * Starts to listen on a free port of 127.0.0.1.
   *
   * @param target the address to connect to, read again for every connection
   */
  public FaultProxy(Supplier<URI> target) {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), target);
  }

  /**
   * Starts to listen at a given address, for a broker that announces an address to its clients.
   *
   * @param address the address to listen at
   * @param target the address to connect to, read again for every connection
   */
  public FaultProxy(InetSocketAddress address, Supplier<URI> target) {
    this.target = target;
    try {
      entrance = new ServerSocket(address.getPort(), 256, address.getAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no free port for the fault proxy", e);
    }
    start("accept", this::accept);
  }

  /**
   * Returns the port on which this proxy listens.
   *
   * @return the port
   */
  public int port() {
    return entrance.getLocalPort();
  }

  @Override
  public URI entrance(URI broker) {
    return Ports.replaced(broker, port());
  }

  @Override
  public void cut() {
    locked(() -> List.copyOf(pairs)).forEach(Pair::reset);
  }

  @Override
  public void refuse() {
    change(() -> refusing = true);
  }

  @Override
  public void blackHole() {
    change(() -> holding = true);
  }

  @Override
  public CompletableFuture<Void> blackHoleAfter(long bytes) {
    return locked(
        () -> {
          allowance = bytes;
          used = new CompletableFuture<>();
          return used;
        });
  }

  @Override
  public void delay(Duration delay) {
    change(() -> this.delay = delay);
  }

  @Override
  public void heal() {
    change(
        () -> {
          refusing = false;
          holding = false;
          allowance = Long.MAX_VALUE;
          delay = Duration.ZERO;
        });
  }

  @Override
  public int connections() {
    return locked(pairs::size);
  }

  @Override
  public long refusals() {
    return locked(() -> refusals);
  }

  @Override
  public void close() {
    change(
        () -> {
          closed = true;
          holding = false;
        });
    quietly(entrance::close);
    cut();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        start("connect", () -> connect(client));
      } catch (IOException e) {
        if (!entrance.isClosed()) {
          throw new UncheckedIOException("the fault proxy cannot accept", e);
        }
      }
    }
  }

  private void connect(Socket client) {
    var broker = new Socket();
    var pair = new Pair(client, broker);
    if (!locked(() -> take(pair))) {
      pair.reset();
      return;
    }
    try {
      URI to = target.get();
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
      broker.connect(new InetSocketAddress(to.getHost(), to.getPort()), 2_000);
      start("up", () -> pump(pair, client, broker, false));
      pump(pair, broker, client, true);
    } catch (IOException unreachable) {
      pair.reset();
    }
  }

  /**
   * Returns false for a connection that is refused, which is counted, or that arrives after the end
   * of this proxy.
   */
  private boolean take(Pair pair) {
    refusals += refusing ? 1 : 0;
    return !refusing && !closed && pairs.add(pair);
  }

  private void pump(Pair pair, Socket from, Socket to, boolean delayed) {
    var chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        pass(delayed);
        out.write(chunk, 0, read);
        if (!delayed) {
          spend(read);
        }
      }
      pair.close();
    } catch (IOException | InterruptedException broken) {
      pair.reset();
    }
  }

  /** Waits for the delay and for the end of a black hole. */
  private void pass(boolean delayed) throws InterruptedException {
    lock.lock();
    try {
      long left = delayed ? delay.toNanos() : 0;
      while (!closed && (holding || (left > 0 && !delay.isZero()))) {
        if (left > 0) {
          left = changed.awaitNanos(left);
        } else {
          changed.await(1, TimeUnit.SECONDS);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Subtracts bytes sent to the broker from the allowance. At zero the proxy becomes a black hole.
   */
  private void spend(int bytes) {
    locked(
        () -> {
          allowance -= bytes;
          holding |= allowance <= 0;
          return allowance > 0 || used.complete(null);
        });
  }

  private void change(Runnable fault) {
    locked(
        () -> {
          fault.run();
          changed.signalAll();
          return true;
        });
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private static void start(String role, Runnable task) {
    var thread = new Thread(task, "conformance-proxy-" + role);
    thread.setDaemon(true);
    thread.start();
  }

  private static void quietly(Closing closing) {
    try {
      closing.close();
    } catch (IOException e) {
      // The socket is closed in any case.
    }
  }

  private interface Closing {
    void close() throws IOException;
  }

  /** The two sockets of one connection, which are closed together. */
  private final class Pair {
    private final Socket client;
    private final Socket broker;

    Pair(Socket client, Socket broker) {
      this.client = client;
      this.broker = broker;
    }

    /**
     * Resets both sides, so that bytes in transit are lost, and removes this pair from the list.
     */
    void reset() {
      for (Socket socket : List.of(client, broker)) {
        quietly(() -> socket.setSoLinger(true, 0));
      }
      close();
    }

    /** Closes both sides after the bytes already written, and removes this pair from the list. */
    void close() {
      quietly(client::close);
      quietly(broker::close);
      locked(() -> pairs.remove(this));
    }
  }
}
