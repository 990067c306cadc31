package io.sidecast.cluster.node;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.message.ClusterChannels;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A broker whose commands complete when the test completes them. Thread-safe. */
public final class ManualBroker implements Broker {

  private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
  private final Queue<Channel> published = new ConcurrentLinkedQueue<>();

  /** A command to the broker that is not complete yet. */
  public record Command(String name, Channel channel, CompletableFuture<Void> answer) {

    public void succeed() {
      answer.complete(null);
    }

    public void fail() {
      answer.completeExceptionally(
          new BrokerException(BrokerException.Kind.TIMEOUT, "failed by the test"));
    }
  }

  /** Waits for the next command, which must have this name. */
  public Command next(String name) throws InterruptedException {
    Command command = commands.poll(20, TimeUnit.SECONDS);
    if (command == null || !command.name().equals(name)) {
      throw new AssertionError(command + " instead of " + name);
    }
    return command;
  }

  /** Returns the channels of all publishes, in order. */
  List<Channel> published() {
    return List.copyOf(published);
  }

  public boolean isIdle() {
    return commands.isEmpty();
  }

  private CompletionStage<Void> command(String name, Channel channel) {
    var command = new Command(name, channel, new CompletableFuture<>());
    commands.add(command);
    return command.answer();
  }

  @Override
  public BrokerFeatures features() {
    return new BrokerFeatures(Set.of(), 1_000_000, 8, Duration.ofSeconds(5));
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    return command("subscribe", channel);
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    return command("unsubscribe", channel);
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    published.add(channel);
    return CompletableFuture.completedStage(Position.NONE);
  }

  @Override
  public void reopen(String reason) {
    command("reopen", ClusterChannels.BROADCAST);
  }

  @Override
  public CompletionStage<Void> close() {
    return CompletableFuture.completedStage(null);
  }
}
