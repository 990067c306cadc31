package io.sidecast.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One node's connection to the broker under test, with the messages and states it received. Calls
 * to the broker are made one at a time, as the SPI requires. Thread-safe.
 */
public final class HarnessNode {

  private final Broker broker;
  private final RecordingListener listener;
  private final Duration maxWait;

  HarnessNode(Broker broker, RecordingListener listener, Duration maxWait) {
    this.broker = broker;
    this.listener = listener;
    this.maxWait = maxWait;
  }

  /**
   * Returns the broker under test.
   *
   * @return the production object
   */
  public Broker broker() {
    return broker;
  }

  /**
   * Returns the messages and states that this node received.
   *
   * @return the listener
   */
  public RecordingListener heard() {
    return listener;
  }

  /**
   * Subscribes and waits until the broker confirms each subscription.
   *
   * @param channels the channels
   */
  public void subscribe(Channel... channels) {
    for (Channel channel : channels) {
      done(subscribeAsync(channel));
    }
  }

  /**
   * Subscribes without waiting.
   *
   * @param channel the channel
   * @return a future that settles as the broker's stage does
   */
  public synchronized CompletableFuture<Void> subscribeAsync(Channel channel) {
    return plain(broker.subscribe(channel));
  }

  /**
   * Unsubscribes and waits until the broker confirms it.
   *
   * @param channel the channel
   */
  public void unsubscribe(Channel channel) {
    CompletableFuture<Void> stage;
    synchronized (this) {
      stage = plain(broker.unsubscribe(channel));
    }
    done(stage);
  }

  /**
   * Publishes without waiting.
   *
   * @param channel the channel
   * @param envelope the bytes
   * @return a future that settles as the broker's stage does
   */
  public synchronized CompletableFuture<Position> publishAsync(Channel channel, byte[] envelope) {
    return plain(broker.publish(channel, envelope));
  }

  /**
   * Publishes text without waiting.
   *
   * @param channel the channel
   * @param text the text
   * @return a future that settles as the broker's stage does
   */
  public CompletableFuture<Position> publishAsync(Channel channel, String text) {
    return publishAsync(channel, text.getBytes(UTF_8));
  }

  /**
   * Publishes text and waits until the broker has accepted it.
   *
   * @param channel the channel
   * @param text the text
   */
  public void publish(Channel channel, String text) {
    done(publishAsync(channel, text));
  }

  /**
   * Closes the broker without waiting.
   *
   * @return a future that settles as the broker's stage does
   */
  public synchronized CompletableFuture<Void> closeAsync() {
    return plain(broker.close());
  }

  /**
   * Makes the broker replace its connection.
   *
   * @param reason the reason, for the broker's report of the state
   */
  public synchronized void reopen(String reason) {
    broker.reopen(reason);
  }

  /**
   * Returns the texts that arrived on a channel.
   *
   * @param channel the channel
   * @return the texts in the order of arrival
   */
  public List<String> texts(Channel channel) {
    return listener.messages(channel).stream().map(bytes -> new String(bytes, UTF_8)).toList();
  }

  /**
   * Waits until a number of messages has arrived on a channel.
   *
   * @param channel the channel
   * @param count the number of messages
   */
  public void awaitCount(Channel channel, int count) {
    listener.await(
        count + " messages on " + channel + " (now " + listener.messages(channel).size() + ")",
        () -> listener.messages(channel).size() >= count,
        maxWait);
  }

  /**
   * Waits until a text has arrived on a channel.
   *
   * @param channel the channel
   * @param fence the text that is published last
   */
  public void awaitFence(Channel channel, String fence) {
    var bytes = fence.getBytes(UTF_8);
    listener.await(
        "'" + fence + "' on " + channel,
        () -> listener.messages(channel).stream().anyMatch(got -> Arrays.equals(got, bytes)),
        maxWait);
  }

  /**
   * Waits until the broker has reported a state a number of times.
   *
   * @param state the state
   * @param times the number of reports in all
   */
  public void awaitState(BrokerState state, int times) {
    listener.await(state + " ×" + times, () -> listener.count(state) >= times, maxWait);
  }

  /**
   * Waits for a stage that must succeed.
   *
   * @param stage the stage
   * @param <T> the type of the result
   * @return the result
   */
  public <T> T done(CompletionStage<T> stage) {
    return done(stage, maxWait);
  }

  /** Waits for a stage that must succeed. */
  static <T> T done(CompletionStage<T> stage, Duration maxWait) {
    try {
      return stage.toCompletableFuture().get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("a stage is not settled after " + maxWait, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * Waits for a stage that must fail with a {@link BrokerException}.
   *
   * @param stage the stage
   * @param within the longest time until the failure
   * @return the failure
   */
  public static BrokerException failure(CompletionStage<?> stage, Duration within) {
    try {
      Object result = stage.toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
      throw new AssertionError("should have failed, but completed with " + result);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException failure) {
        return failure;
      }
      throw new AssertionError("not a BrokerException: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("a stage that must fail is not settled after " + within, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static <T> CompletableFuture<T> plain(CompletionStage<T> stage) {
    var plain = new CompletableFuture<T>();
    stage.whenComplete(
        (result, failure) -> {
          if (failure == null) {
            plain.complete(result);
          } else {
            boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
            plain.completeExceptionally(wrapped ? failure.getCause() : failure);
          }
        });
    return plain;
  }
}
