package io.sidecast.conformance;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A network between nodes and their broker that can be made to fail. Thread-safe. */
public interface Faults extends AutoCloseable {

  /**
   * Returns the address of a broker through this network.
   *
   * @param broker the broker's own URI
   * @return the same URI with another address
   */
  URI entrance(URI broker);

  /** Resets every open connection. New connections are not affected. */
  void cut();

  /** Refuses new connections from now on. */
  void refuse();

  /** Holds back every byte from now on, in open and in new connections, without closing any. */
  void blackHole();

  /**
   * Lets a number of further bytes pass to the broker and then becomes a black hole, in the middle
   * of a message.
   *
   * @param bytes the number of bytes, rounded up to the end of a chunk of 16 KiB
   * @return a future that completes when the bytes have passed
   */
  default CompletableFuture<Void> blackHoleAfter(long bytes) {
    throw new UnsupportedOperationException("this network does not count bytes");
  }

  /**
   * Delays the bytes that the broker sends.
   *
   * @param delay the delay of each chunk
   */
  void delay(Duration delay);

  /** Ends every fault and releases the bytes held back. */
  void heal();

  /**
   * Returns the number of open connections.
   *
   * @return the count
   */
  int connections();

  /**
   * Returns the number of connections that this network has refused so far.
   *
   * @return the count
   */
  long refusals();

  /** Resets every connection and frees all threads and sockets. */
  @Override
  void close();
}
