package io.sidecast.benchmarks.raw;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The RabbitMQ client on Netty: an exclusive queue at a direct exchange for each channel, and
 * publisher confirms. It publishes and delivers on its event loop, as in Sidecast. Thread-safe.
 */
final class RawRabbitMq implements RawClient {

  private final EventLoop loop;
  private final Channel publisher;
  private final Channel subscriber;

  RawRabbitMq(String uri, EventLoop loop)
      throws IOException, TimeoutException, GeneralSecurityException, URISyntaxException {
    this.loop = loop;
    var factory = new ConnectionFactory();
    factory.setUri(uri);
    factory.setSharedExecutor(ImmediateEventExecutor.INSTANCE);
    factory.netty().eventLoopGroup(loop);
    this.publisher = factory.newConnection().createChannel();
    this.subscriber = factory.newConnection().createChannel();
    publisher.confirmSelect();
  }

  @Override
  public void subscribe(String channel, Consumer<byte[]> arrived) throws IOException {
    subscriber.exchangeDeclare(channel, BuiltinExchangeType.DIRECT, false, true, null);
    String queue = subscriber.queueDeclare().getQueue();
    subscriber.queueBind(queue, channel, channel);
    subscriber.basicConsume(
        queue, true, (tag, delivery) -> arrived.accept(delivery.getBody()), tag -> {});
  }

  @Override
  public void publish(String channel, byte[] message) {
    if (loop.inEventLoop()) {
      send(channel, message);
    } else {
      loop.execute(() -> send(channel, message));
    }
  }

  private void send(String channel, byte[] message) {
    try {
      publisher.basicPublish(channel, channel, null, message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
