package io.sidecast.benchmarks.raw;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The RabbitMQ client: an exclusive queue at a direct exchange, and publisher confirms. */
final class RawRabbitMq implements RawClient {

  private final String name;
  private final Channel publisher;
  private final Channel subscriber;

  RawRabbitMq(String uri, String name)
      throws IOException, TimeoutException, GeneralSecurityException, URISyntaxException {
    this.name = name;
    var factory = new ConnectionFactory();
    factory.setUri(uri);
    Connection connection = factory.newConnection();
    this.publisher = connection.createChannel();
    this.subscriber = factory.newConnection().createChannel();
  }

  @Override
  public void subscribe(Consumer<byte[]> arrived) throws IOException {
    subscriber.exchangeDeclare(name, BuiltinExchangeType.DIRECT, false, true, null);
    String queue = subscriber.queueDeclare().getQueue();
    subscriber.queueBind(queue, name, name);
    subscriber.basicConsume(
        queue, true, (tag, delivery) -> arrived.accept(delivery.getBody()), tag -> {});
    publisher.confirmSelect();
  }

  @Override
  public void publish(byte[] message) throws IOException {
    publisher.basicPublish(name, name, new AMQP.BasicProperties(), message);
  }
}
