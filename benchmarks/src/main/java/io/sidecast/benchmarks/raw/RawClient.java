package io.sidecast.benchmarks.raw;

import io.netty.channel.EventLoop;
import java.net.URI;
import java.util.function.Consumer;

/** A broker's own client, used as Sidecast uses it, with next to no code around it. Thread-safe. */
public interface RawClient {

  /**
   * Connects to a broker.
   *
   * @param uri the URI of the broker
   * @param loop the event loop of a client on Netty: Redis' and RabbitMQ's. The others have threads
   *     of their own
   * @return the client
   * @throws Exception if the broker cannot be reached
   */
  static RawClient connect(String uri, EventLoop loop) throws Exception {
    String scheme = URI.create(uri).getScheme();
    return switch (scheme) {
      case "redis" -> new RawRedis(uri, loop);
      case "nats" -> new RawNats(uri);
      case "amqp" -> new RawRabbitMq(uri, loop);
      case "kafka" -> new RawKafka(uri);
      default -> throw new IllegalArgumentException("no raw client for " + scheme);
    };
  }

  /**
   * Subscribes to a channel that has no other subscriber.
   *
   * @param channel the name of the channel
   * @param arrived receives each message on the client's own thread
   * @throws Exception if the subscription fails
   */
  void subscribe(String channel, Consumer<byte[]> arrived) throws Exception;

  /**
   * Publishes to a channel that has a subscriber.
   *
   * @param channel the name of the channel
   * @param message the bytes
   */
  void publish(String channel, byte[] message);
}
