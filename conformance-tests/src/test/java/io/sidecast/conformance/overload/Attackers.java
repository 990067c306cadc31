package io.sidecast.conformance.overload;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Threads that repeat an action until the end. The failure of an action, for example because the
 * server has closed a connection, leads to the next one. Thread-safe.
 */
final class Attackers implements AutoCloseable {

  private final CountDownLatch end = new CountDownLatch(1);
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final Queue<RawClient> clients = new ConcurrentLinkedQueue<>();
  private final Queue<AutoCloseable> others = new ConcurrentLinkedQueue<>();
  private final LongAdder done = new LongAdder();

  /** An action that sends to the server. */
  interface Action {
    void run() throws IOException;
  }

  /** Starts threads that repeat an action, with a pause after each. */
  void start(int count, long pauseMillis, Action action) {
    for (int i = 0; i < count; i++) {
      var thread = new Thread(() -> repeat(pauseMillis, action), "attacker");
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void repeat(long pauseMillis, Action action) {
    try {
      while (!end.await(pauseMillis, TimeUnit.MILLISECONDS)) {
        try {
          action.run();
          done.increment();
        } catch (IOException refused) {
          // the server has refused or closed the connection
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Connects a client, which is closed at the end. */
  RawClient connect(int port) throws IOException {
    var client = new RawClient(port);
    clients.add(client);
    return client;
  }

  /** Reads what a client receives on a further thread, until the connection ends. */
  void drain(RawClient client) {
    var thread =
        new Thread(
            () -> {
              try {
                client.drain();
              } catch (IOException ended) {
                // the connection has ended
              }
            },
            "attacker");
    thread.setDaemon(true);
    thread.start();
  }

  void disconnect(RawClient client) {
    client.close();
    clients.remove(client);
  }

  /** Waits for a moment, or until the end. */
  void pause() throws IOException {
    try {
      if (end.await(100, TimeUnit.MILLISECONDS)) {
        throw new IOException("the attack ends");
      }
    } catch (InterruptedException ended) {
      throw new IOException(ended);
    }
  }

  boolean isEnding() {
    return end.getCount() == 0;
  }

  /** Returns the number of actions that were done. */
  long done() {
    return done.sum();
  }

  void closeAtEnd(AutoCloseable other) {
    others.add(other);
  }

  @Override
  public void close() throws Exception {
    end.countDown();
    clients.forEach(RawClient::close);
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join(TimeUnit.SECONDS.toMillis(30));
    }
    clients.forEach(RawClient::close);
    for (AutoCloseable other : others) {
      other.close();
    }
  }
}
