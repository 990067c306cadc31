package io.sidecast.benchmarks.floor;

import io.sidecast.benchmarks.raw.RawClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of the two nodes of the bare cluster: its clients by their numbers, and the way to the other
 * node. Thread-safe.
 */
final class BareNode {

  private final RawClient broker;
  private final String other;
  private final Map<Integer, BareClient> clients = new ConcurrentHashMap<>();
  private final AtomicInteger last = new AtomicInteger();

  /**
   * Creates a node without clients.
   *
   * @param broker the client of the broker
   * @param other the channel of the other node
   */
  BareNode(RawClient broker, String other) {
    this.broker = broker;
    this.other = other;
  }

  /** Adds a client and returns its number. */
  int add(BareClient client) {
    int number = last.incrementAndGet();
    clients.put(number, client);
    return number;
  }

  void remove(int number) {
    clients.remove(number);
  }

  /** Sends the packet of an emit to the other node. */
  void forward(byte[] packet) {
    broker.publish(other, packet);
  }

  /** Sends the data of an emit to the client that it names. */
  void deliver(byte[] packet) {
    BareClient client = clients.get(SidEmit.number(packet));
    if (client != null) {
      client.deliver(packet);
    }
  }
}
