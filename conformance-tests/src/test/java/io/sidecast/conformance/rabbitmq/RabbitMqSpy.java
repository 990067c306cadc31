package io.sidecast.conformance.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import io.sidecast.conformance.TestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * Records every message that RabbitMQ accepts and the queues it is routed to, with the tracing of
 * RabbitMQ. Confined to the test thread.
 */
final class RabbitMqSpy implements AutoCloseable {

  /**
   * One message.
   *
   * @param text its bytes, one character each
   * @param queues the queues that received it
   */
  record Publish(String text, List<String> queues) {}

  private final RabbitMqFixture rabbit;
  private final Connection connection;
  private final List<Publish> publishes = new CopyOnWriteArrayList<>();

  RabbitMqSpy(RabbitMqFixture rabbit) {
    this.rabbit = rabbit;
    try {
      var factory = new ConnectionFactory();
      factory.setUri(rabbit.uri().toString());
      connection = factory.newConnection("spy");
      var channel = connection.createChannel();
      String queue = channel.queueDeclare().getQueue();
      channel.queueBind(queue, "amq.rabbitmq.trace", "publish.#");
      channel.basicConsume(queue, true, (tag, traced) -> publishes.add(publish(traced)), tag -> {});
    } catch (IOException e) {
      throw new UncheckedIOException("cannot spy on RabbitMQ", e);
    } catch (TimeoutException | GeneralSecurityException | URISyntaxException e) {
      throw new IllegalStateException("cannot spy on RabbitMQ", e);
    }
    rabbit.rabbitmqctl("trace_on");
  }

  /** Waits until a message with this text was traced and returns all such messages. */
  List<Publish> awaitPublishes(String text) {
    Awaitility.await("a publish with " + text)
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> !publishes(text).isEmpty());
    return publishes(text);
  }

  /** Returns the messages traced so far that contain a text. */
  List<Publish> publishes(String text) {
    return publishes.stream().filter(publish -> publish.text.contains(text)).toList();
  }

  @Override
  public void close() throws IOException {
    rabbit.rabbitmqctl("trace_off");
    connection.close();
  }

  private static Publish publish(Delivery traced) {
    var queues = (List<?>) traced.getProperties().getHeaders().get("routed_queues");
    return new Publish(
        new String(traced.getBody(), StandardCharsets.ISO_8859_1),
        queues.stream().map(Object::toString).toList());
  }
}
