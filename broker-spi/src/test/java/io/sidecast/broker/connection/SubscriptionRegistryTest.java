package io.sidecast.broker.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests which messages a {@link SubscriptionRegistry} delivers, and which it drops: those before
 * the confirmation, after the removal, or from another connection.
 */
class SubscriptionRegistryTest {

  private static final Channel ROOM = new Channel(Channel.Kind.ROOM, "7");

  private final List<String> received = new ArrayList<>();
  private final SubscriptionRegistry subscriptions =
      new SubscriptionRegistry(new Received(received));
  private final Object connection = new Object();

  @BeforeEach
  void hearTheLink() {
    subscriptions.setSource(connection);
  }

  @Test
  void subscriptionIsSilentUntilItIsConfirmed() {
    SubscriptionRegistry.Subscription subscription = subscriptions.add("room", ROOM);
    deliver(connection, "too early");
    subscriptions.confirmed(subscription);
    deliver(connection, "in time");
    assertThat(received).containsExactly("in time");
  }

  @Test
  void lateMessagesDoNotReachTheNextSubscription() {
    subscriptions.confirmed(subscriptions.add("room", ROOM));
    deliver(connection, "first");
    assertThat(subscriptions.remove("room")).isTrue();
    deliver(connection, "late");
    SubscriptionRegistry.Subscription again = subscriptions.add("room", ROOM);
    deliver(connection, "later");
    subscriptions.confirmed(again);
    deliver(connection, "second");
    assertThat(received).containsExactly("first", "second");
  }

  @Test
  void confirmationOfWhatWasUndoneConfirmsNothing() {
    SubscriptionRegistry.Subscription undone = subscriptions.add("room", ROOM);
    subscriptions.remove("room");
    subscriptions.add("room", ROOM);
    subscriptions.confirmed(undone);
    deliver(connection, "too early");
    assertThat(received).isEmpty();
  }

  @Test
  void failureOfWhatWasUndoneUndoesNothing() {
    SubscriptionRegistry.Subscription undone = subscriptions.add("room", ROOM);
    subscriptions.remove("room");
    SubscriptionRegistry.Subscription again = subscriptions.add("room", ROOM);
    subscriptions.failed("room", undone);
    subscriptions.confirmed(again);
    deliver(connection, "still wanted");
    assertThat(received).containsExactly("still wanted");
  }

  @Test
  void failureToSubscribeAgainLeavesWhatIsInForce() {
    subscriptions.confirmed(subscriptions.add("room", ROOM));
    subscriptions.failed("room", subscriptions.add("room", ROOM));
    deliver(connection, "still in force");
    assertThat(received).containsExactly("still in force");
    assertThat(subscriptions.names()).containsExactly("room");
  }

  @Test
  void failedSubscriptionIsNotMadeAgain() {
    subscriptions.failed("room", subscriptions.add("room", ROOM));
    assertThat(subscriptions.names()).isEmpty();
    assertThat(subscriptions.remove("room")).isFalse();
  }

  @Test
  void onlyTheCurrentConnectionDeliversMessages() {
    subscriptions.confirmed(subscriptions.add("room", ROOM));
    deliver(new Object(), "from an earlier connection");
    subscriptions.clear();
    deliver(connection, "after the end");
    assertThat(received).isEmpty();
  }

  private void deliver(Object from, String text) {
    subscriptions.deliver(from, "room", text.getBytes(UTF_8), Position.NONE);
  }

  private record Received(List<String> texts) implements BrokerListener {

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
