package io.sidecast.broker.rabbitmq;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import io.sidecast.broker.BrokerException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Adds and removes the bindings of one connection. The client library sends an RPC without blocking
 * only if no other RPC is pending, so later commands wait and are sent as a batch. Confined to the
 * event loop.
 */
final class RabbitMqBindings {

  private record Command(String key, boolean bind, CompletableFuture<Void> done) {}

  private final RabbitMqConnectionFactory factory;
  private final RabbitMqConnection.ConnectionPair pair;
  private final Consumer<BrokerException> failed;

  /** The commands that are not sent yet. */
  private final ArrayDeque<Command> commands = new ArrayDeque<>();

  /** The commands that are sent and unconfirmed. */
  private final List<Command> asked = new ArrayList<>();

  private @Nullable BrokerException end;

  /**
   * Creates an instance without commands.
   *
   * @param failed the receiver of the exception if a response is overdue or an error
   */
  RabbitMqBindings(
      RabbitMqConnectionFactory factory,
      RabbitMqConnection.ConnectionPair pair,
      Consumer<BrokerException> failed) {
    this.factory = factory;
    this.pair = pair;
    this.failed = failed;
  }

  /** Adds or removes a binding; completes when RabbitMQ has confirmed it. */
  CompletableFuture<Void> change(String key, boolean bind) {
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    var command = new Command(key, bind, new CompletableFuture<>());
    commands.add(command);
    ask();
    return command.done;
  }

  /** Fails all current and later commands. */
  void end(BrokerException reason) {
    end = reason;
    asked.addAll(commands);
    commands.clear();
    asked.forEach(each -> each.done.completeExceptionally(reason));
  }

  /**
   * Sends waiting commands up to the last one or to the first removal. RabbitMQ executes the
   * commands of a channel in order, so the response to the last of them confirms them all.
   */
  private void ask() {
    if (!asked.isEmpty() || commands.isEmpty()) {
      return;
    }
    RabbitMqOptions options = factory.options();
    Runnable late =
        () -> failed.accept(BrokerException.timeout(options.place(), options.timeout(), null));
    var expiry = factory.loop().schedule(late, options.timeout().toMillis(), MILLISECONDS);
    try {
      pair.receiving()
          .asyncCompletableRpc(questions())
          .whenCompleteAsync(
              (answer, failure) -> {
                expiry.cancel(false);
                answered(failure);
              },
              factory.loop());
    } catch (Throwable refused) {
      failed.accept(RabbitMqErrors.of(refused, options));
    }
  }

  private Method questions() throws IOException {
    String exchange = factory.options().exchange();
    while (true) {
      Command next = commands.remove();
      asked.add(next);
      if (!next.bind) {
        return new AMQP.Queue.Unbind.Builder()
            .queue(pair.queue())
            .exchange(exchange)
            .routingKey(next.key)
            .build();
      }
      if (commands.isEmpty()) {
        return new AMQP.Queue.Bind.Builder()
            .queue(pair.queue())
            .exchange(exchange)
            .routingKey(next.key)
            .build();
      }
      pair.receiving().queueBindNoWait(pair.queue(), exchange, next.key, null);
    }
  }

  private void answered(@Nullable Throwable failure) {
    if (failure != null) {
      failed.accept(RabbitMqErrors.of(failure, factory.options()));
      return;
    }
    List<Command> confirmed = List.copyOf(asked);
    asked.clear();
    confirmed.forEach(each -> each.done.complete(null));
    ask();
  }
}
