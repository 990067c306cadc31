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
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One node's connection to the broker under test, with the messages and states it received. Calls
 * to the broker are made one at a time, as the SPI requires. Thread-safe.
 */
public final class HarnessNode {

  private final Broker broker;
  private final RecordingListener listener;
  private final Duration maxWait;

  /**
   * Creates a node of an open broker.
   *
   * @param broker the broker
   * @param listener the listener that the broker was opened with
   * @param maxWait the longest wait for an expected fact
   */
  public HarnessNode(Broker broker, RecordingListener listener, Duration maxWait) {
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
  public RecordingListener received() {
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
    return call("the subscription of " + words(channel), broker.subscribe(channel));
  }

  /**
   * Unsubscribes and waits until the broker confirms it.
   *
   * @param channel the channel
   */
  public void unsubscribe(Channel channel) {
    CompletableFuture<Void> stage;
    synchronized (this) {
      stage = call("the unsubscription of " + words(channel), broker.unsubscribe(channel));
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
    String what = "the publish of " + RecordingListener.shown(envelope) + " on " + words(channel);
    return call(what, broker.publish(channel, envelope));
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
    return call("the close", broker.close());
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
    awaitMessages(channel, count + " messages", all -> all.size() >= count);
  }

  /**
   * Waits until a number of messages has arrived on a channel, or the broker has reported DOWN.
   *
   * @param channel the channel
   * @param count the number of messages
   */
  void awaitCountOrDown(Channel channel, int count) {
    awaitMessages(
        channel,
        count + " messages, or DOWN,",
        all -> all.size() >= count || listener.count(BrokerState.DOWN) > 0);
  }

  /**
   * Waits until a text has arrived on a channel.
   *
   * @param channel the channel
   * @param fence the text that is published last
   */
  public void awaitFence(Channel channel, String fence) {
    var bytes = fence.getBytes(UTF_8);
    awaitMessages(
        channel,
        RecordingListener.shown(bytes),
        all -> all.stream().anyMatch(got -> Arrays.equals(got, bytes)));
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
    return done(stage, maxWait, () -> "; " + listener.progress());
  }

  /**
   * Waits for a stage that must succeed.
   *
   * @param stage the stage
   * @param maxWait the longest wait
   * @param <T> the type of the result
   * @return the result
   */
  public static <T> T done(CompletionStage<T> stage, Duration maxWait) {
    return done(stage, maxWait, () -> "");
  }

  private static <T> T done(CompletionStage<T> stage, Duration maxWait, Supplier<String> progress) {
    try {
      return stage.toCompletableFuture().get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(words(stage) + " failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(
          "not within " + maxWait + ": the end of " + words(stage) + progress.get(), e);
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
      throw new AssertionError(words(stage) + " should have failed, but completed with " + result);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException failure) {
        return failure;
      }
      throw new AssertionError(
          words(stage) + " failed without a BrokerException: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("not within " + within + ": the failure of " + words(stage), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private void awaitMessages(Channel channel, String what, Predicate<List<byte[]>> arrived) {
    listener.await(
        new RecordingListener.Fact(
            what + " on " + words(channel),
            () -> arrived.test(listener.messages(channel)),
            () -> listener.progress(channel)),
        maxWait);
  }

  private static <T> Call<T> call(String what, CompletionStage<T> stage) {
    var call = new Call<T>(what);
    stage.whenComplete(
        (result, failure) -> {
          if (failure == null) {
            call.complete(result);
          } else {
            boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
            call.completeExceptionally(wrapped ? failure.getCause() : failure);
          }
        });
    return call;
  }

  private static String words(Channel channel) {
    return channel.kind() + " " + channel.name();
  }

  private static String words(CompletionStage<?> stage) {
    return stage instanceof Call<?> call ? call.what : "a stage";
  }

  /** The stage of a call with its description. Thread-safe. */
  private static final class Call<T> extends CompletableFuture<T> {
    private final String what;

    Call(String what) {
      this.what = what;
    }
  }
}
