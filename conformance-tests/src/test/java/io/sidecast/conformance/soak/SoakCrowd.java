package io.sidecast.conformance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.TestNode;
import io.sidecast.conformance.soak.SoakGuest.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The clients of a soak: they connect, do something and leave, all at random. Confined to the test
 * thread.
 */
final class SoakCrowd {

  private static final int SIZE = 24;
  private static final int DEEDS_OF_EACH = 6;

  /**
   * Every eighth client starts with polling. The Java client runs five requests at a time in all.
   */
  private static final int POLLING = 8;

  private final SplittableRandom random;
  private final SoakNodes nodes;
  private final List<SoakGuest> guests = new ArrayList<>();
  private final List<Deed> deeds = new ArrayList<>();
  private int came;
  private int done;

  SoakCrowd(SplittableRandom random, SoakNodes nodes) {
    this.random = random;
    this.nodes = nodes;
  }

  /** Connects clients until the crowd is complete. */
  void come() {
    List<TestNode> all = nodes.all();
    while (guests.size() < SIZE) {
      TestNode node = all.get(random.nextInt(all.size()));
      String transports = ++came % POLLING == 0 ? "polling,websocket" : "websocket";
      guests.add(SoakGuest.at(node, transports));
    }
    guests.forEach(guest -> guest.client().sid());
  }

  /** Makes every client start several actions at once. */
  void act() {
    for (SoakGuest guest : guests) {
      for (int i = 0; i < DEEDS_OF_EACH; i++) {
        deeds.add(guest.something(random, anyone(), nodes));
      }
    }
  }

  /**
   * Makes about a third of the clients leave, each in one of several ways. Some ways need a client
   * that stays.
   */
  void go() {
    List<SoakGuest> leaving =
        List.copyOf(guests.subList(0, guests.size() - 1)).stream()
            .filter(guest -> random.nextInt(3) == 0)
            .toList();
    guests.removeAll(leaving);
    leaving.forEach(this::leave);
  }

  private void leave(SoakGuest guest) {
    switch (random.nextInt(3)) {
      case 0 -> {
        Deed disconnected = guest.disconnectedBy(anyone());
        deeds.add(disconnected);
        TestClient.get(disconnected.answer(), disconnected.toString());
      }
      case 1 -> {
        deeds.add(guest.askedInVainBy(anyone()));
        guest.client().awaits("ask", "silence");
      }
      default -> {
        // the client closes without another action
      }
    }
    guest.client().close();
  }

  /** Closes all clients. */
  void disperse() {
    guests.forEach(guest -> guest.client().close());
    guests.clear();
  }

  /** Removes the clients of a node that has ended, with their actions, which remain unanswered. */
  void lose(TestNode node) {
    guests.stream().filter(guest -> guest.node() == node).forEach(guest -> guest.client().close());
    guests.removeIf(guest -> guest.node() == node);
    deeds.removeIf(deed -> deed.by().node() == node);
  }

  /**
   * Waits until every action is answered and returns the answers that a healthy cluster does not
   * give.
   */
  List<String> settle() {
    Awaitility.await()
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .untilAsserted(
            () -> assertThat(deeds).filteredOn(deed -> !deed.answer().isDone()).isEmpty());
    List<String> wrong =
        deeds.stream()
            .filter(deed -> !deed.isRight().test(deed.answer().join()))
            .map(deed -> deed + ": " + deed.answer().join())
            .toList();
    done += deeds.size();
    deeds.clear();
    return wrong;
  }

  /** Returns the number of clients that have connected so far. */
  int came() {
    return came;
  }

  /** Returns the number of actions answered so far. */
  int done() {
    return done;
  }

  private SoakGuest anyone() {
    return guests.get(random.nextInt(guests.size()));
  }
}
