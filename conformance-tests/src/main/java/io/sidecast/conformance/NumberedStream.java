package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The test thread only. Publishes 0, 1, 2, … on a channel and judges what arrived of it. */
final class NumberedStream {

  /** Numbers that may be missing: from the first, up to but without the second. */
  record Gap(int from, int to) {
    boolean holds(int number) {
      return from <= number && number < to;
    }
  }

  private final HarnessNode publisher;
  private final Channel channel;
  private final List<CompletableFuture<Position>> stages = new ArrayList<>();

  NumberedStream(HarnessNode publisher, Channel channel) {
    this.publisher = publisher;
    this.channel = channel;
  }

  /** Publishes so many more without waiting. */
  void start(int count) {
    for (int i = 0; i < count; i++) {
      stages.add(publisher.publishSoon(channel, Integer.toString(stages.size())));
    }
  }

  /** Publishes so many more and waits until all are accepted. */
  void publish(int count) {
    int from = stages.size();
    start(count);
    stages.subList(from, stages.size()).forEach(publisher::done);
  }

  /** Waits until every stage is settled, well or badly. */
  void settle(Duration patience) {
    CompletableFuture.allOf(stages.toArray(CompletableFuture<?>[]::new))
        .exceptionally(failure -> null)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** The number that will be published next. */
  int next() {
    return stages.size();
  }

  /** The text that was published last. */
  String last() {
    return Integer.toString(stages.size() - 1);
  }

  /** The texts whose stage completed well. */
  List<String> confirmed() {
    return IntStream.range(0, stages.size())
        .filter(i -> stages.get(i).isDone() && !stages.get(i).isCompletedExceptionally())
        .mapToObj(Integer::toString)
        .toList();
  }

  /** Fails unless these texts grow, each occurs once, and what is missing is within the gaps. */
  void assertInOrder(List<String> heard, List<Gap> gaps) {
    int expected = 0;
    for (String text : heard) {
      int number = Integer.parseInt(text);
      assertThat(number).as("neither repeated nor overtaken").isGreaterThanOrEqualTo(expected);
      for (int missing = expected; missing < number; missing++) {
        int lost = missing;
        assertThat(gaps).as("lost " + lost).anyMatch(gap -> gap.holds(lost));
      }
      expected = number + 1;
    }
  }
}
