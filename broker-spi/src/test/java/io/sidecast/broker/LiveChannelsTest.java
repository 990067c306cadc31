package io.sidecast.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which messages reach the owner of a broker, and which come too early, too late or from afar. */
class LiveChannelsTest {

  private static final Channel ROOM = new Channel(Channel.Kind.ROOM, "7");

  private final List<String> heard = new ArrayList<>();
  private final LiveChannels live = new LiveChannels(new Heard(heard));
  private final Object link = new Object();

  @BeforeEach
  void hearTheLink() {
    live.hear(link);
  }

  @Test
  void subscriptionIsSilentUntilItIsConfirmed() {
    LiveChannels.Subscription subscription = live.add("room", ROOM);
    deliver(link, "too early");
    live.confirmed(subscription);
    deliver(link, "in time");
    assertThat(heard).containsExactly("in time");
  }

  @Test
  void lateMessagesDoNotReachTheNextSubscription() {
    live.confirmed(live.add("room", ROOM));
    deliver(link, "first");
    assertThat(live.remove("room")).isTrue();
    deliver(link, "late");
    LiveChannels.Subscription again = live.add("room", ROOM);
    deliver(link, "later");
    live.confirmed(again);
    deliver(link, "second");
    assertThat(heard).containsExactly("first", "second");
  }

  @Test
  void confirmationOfWhatWasUndoneConfirmsNothing() {
    LiveChannels.Subscription undone = live.add("room", ROOM);
    live.remove("room");
    live.add("room", ROOM);
    live.confirmed(undone);
    deliver(link, "too early");
    assertThat(heard).isEmpty();
  }

  @Test
  void failureOfWhatWasUndoneUndoesNothing() {
    LiveChannels.Subscription undone = live.add("room", ROOM);
    live.remove("room");
    LiveChannels.Subscription again = live.add("room", ROOM);
    live.failed("room", undone);
    live.confirmed(again);
    deliver(link, "still wanted");
    assertThat(heard).containsExactly("still wanted");
  }

  @Test
  void failureToSubscribeAgainLeavesWhatIsInForce() {
    live.confirmed(live.add("room", ROOM));
    live.failed("room", live.add("room", ROOM));
    deliver(link, "still in force");
    assertThat(heard).containsExactly("still in force");
    assertThat(live.names()).containsExactly("room");
  }

  @Test
  void failedSubscriptionIsNotMadeAgain() {
    live.failed("room", live.add("room", ROOM));
    assertThat(live.names()).isEmpty();
    assertThat(live.remove("room")).isFalse();
  }

  @Test
  void onlyThePresentLinkIsHeard() {
    live.confirmed(live.add("room", ROOM));
    deliver(new Object(), "from the link before");
    live.clear();
    deliver(link, "after the end");
    assertThat(heard).isEmpty();
  }

  private void deliver(Object from, String text) {
    live.deliver(from, "room", text.getBytes(UTF_8), Position.NONE);
  }

  private record Heard(List<String> texts) implements BrokerListener {

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      texts.add(new String(envelope, UTF_8));
    }

    @Override
    public void onState(BrokerState state, String reason) {
      throw new AssertionError(state + ": " + reason);
    }
  }
}
