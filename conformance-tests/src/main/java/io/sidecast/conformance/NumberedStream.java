package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Publishes 0, 1, 2, … on a channel and checks what arrived. Confined to the test thread.
 *
 * @since 0.1.0
 */
public final class NumberedStream {

  /**
   * The numbers that may be missing.
   *
   * @param from the first number
   * @param to the number after the last
   */
  public record Gap(int from, int to) {
    boolean holds(int number) {
      return from <= number && number < to;
    }
  }

  private final HarnessNode publisher;
  private final Channel channel;
  private final List<CompletableFuture<Position>> stages = new ArrayList<>();

  /**
   * Creates a stream without messages.
   *
   * @param publisher the publishing node
   * @param channel the channel
   */
  public NumberedStream(HarnessNode publisher, Channel channel) {
    this.publisher = publisher;
    this.channel = channel;
  }

  /**
   * Publishes a number of further messages without waiting.
   *
   * @param count the number of messages
   */
  public void start(int count) {
    for (int i = 0; i < count; i++) {
      stages.add(publisher.publishAsync(channel, Integer.toString(stages.size())));
    }
  }

  /**
   * Publishes a number of further messages and waits until all are accepted.
   *
   * @param count the number of messages
   */
  public void publish(int count) {
    int from = stages.size();
    start(count);
    stages.subList(from, stages.size()).forEach(publisher::done);
  }

  /**
   * Waits until every stage has completed or failed.
   *
   * @param maxWait the longest wait
   */
  public void settle(Duration maxWait) {
    Awaitility.await("the end of %d publishes".formatted(stages.size()))
        .atMost(maxWait)
        .until(
            () -> stages.stream().filter(CompletableFuture::isDone).count(),
            ended -> ended == stages.size());
  }

  /**
   * Returns the number that is published next.
   *
   * @return the number
   */
  public int next() {
    return stages.size();
  }

  /**
   * Returns the text that was published last.
   *
   * @return the last number as text
   */
  public String last() {
    return Integer.toString(stages.size() - 1);
  }

  /**
   * Returns the texts whose stage completed without a failure.
   *
   * @return the texts in the order of the publishes
   */
  public List<String> confirmed() {
    return IntStream.range(0, stages.size())
        .filter(i -> stages.get(i).isDone() && !stages.get(i).isCompletedExceptionally())
        .mapToObj(Integer::toString)
        .toList();
  }

  /**
   * Fails unless these texts are in order, each occurs once, and all missing numbers are within the
   * gaps.
   *
   * @param received the texts in the order of arrival
   * @param gaps the numbers that may be missing
   */
  public void assertInOrder(List<String> received, List<Gap> gaps) {
    int expected = 0;
    for (String text : received) {
      int number = Integer.parseInt(text);
      assertThat(number).as("once and in order").isGreaterThanOrEqualTo(expected);
      for (int missing = expected; missing < number; missing++) {
        int lost = missing;
        assertThat(gaps).as("lost " + lost).anyMatch(gap -> gap.holds(lost));
      }
      expected = number + 1;
    }
  }
}
