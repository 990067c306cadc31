package io.sidecast.conformance;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Any thread. A network between nodes and their broker that can be made to fail. */
public interface Faults extends AutoCloseable {

  /**
   * How to reach a broker through this network.
   *
   * @param broker the broker's own URI
   * @return the same with another address
   */
  URI entrance(URI broker);

  /** Resets every connection that is open now; new ones are not hindered. */
  void cut();

  /** Refuses new connections from now on. */
  void refuse();

  /** Holds every byte from now on, in open and in new connections, without closing any. */
  void blackHole();

  /**
   * Lets only so many more bytes pass to the broker, and then is a black hole, in the midst of what
   * a node has begun to say.
   *
   * @param bytes how many, up to the end of a piece of 16 KiB
   * @return a future that completes when they have passed
   */
  default CompletableFuture<Void> blackHoleAfter(long bytes) {
    throw new UnsupportedOperationException("this network does not count bytes");
  }

  /**
   * Delays what comes from the broker.
   *
   * @param delay for how long each piece is held back
   */
  void delay(Duration delay);

  /** Ends every fault; held bytes flow on. */
  void heal();

  /**
   * How many connections are open.
   *
   * @return the count
   */
  int connections();

  /**
   * How many connections it has refused so far.
   *
   * @return the count
   */
  long refusals();

  /** Resets everything and frees all threads and sockets. */
  @Override
  void close();
}
