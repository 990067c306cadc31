package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.conformance.SoakGuest.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The test thread only. The clients of a soak: they come, do something, and go, all at random. */
final class SoakCrowd {

  private static final int SIZE = 24;
  private static final int DEEDS_OF_EACH = 6;

  /** Some come by polling; the client allows itself five requests at a time in all. */
  private static final int POLLING = 8;

  private final SplittableRandom random;
  private final SoakNodes nodes;
  private final List<SoakGuest> forwardTargets = new ArrayList<>();
  private final List<Deed> deeds = new ArrayList<>();
  private int came;
  private int done;

  SoakCrowd(SplittableRandom random, SoakNodes nodes) {
    this.random = random;
    this.nodes = nodes;
  }

  /** Fills the crowd. */
  void come() {
    List<TestNode> all = nodes.all();
    while (forwardTargets.size() < SIZE) {
      TestNode node = all.get(random.nextInt(all.size()));
      String transports = ++came % POLLING == 0 ? "polling,websocket" : "websocket";
      forwardTargets.add(SoakGuest.at(node, transports));
    }
    forwardTargets.forEach(guest -> guest.client().sid());
  }

  /** Everybody starts to do several things at once. */
  void act() {
    for (SoakGuest guest : forwardTargets) {
      for (int i = 0; i < DEEDS_OF_EACH; i++) {
        deeds.add(guest.something(random, anyone(), nodes));
      }
    }
  }

  /** About a third go, each in one of several ways, for which some have to stay. */
  void go() {
    List<SoakGuest> leaving =
        List.copyOf(forwardTargets.subList(0, forwardTargets.size() - 1)).stream()
            .filter(guest -> random.nextInt(3) == 0)
            .toList();
    forwardTargets.removeAll(leaving);
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
        // says goodbye and nothing else
      }
    }
    guest.client().close();
  }

  /** Everybody goes. */
  void disperse() {
    forwardTargets.forEach(guest -> guest.client().close());
    forwardTargets.clear();
  }

  /** Those of a node that has ended; what they asked is answered by nobody. */
  void lose(TestNode node) {
    forwardTargets.stream()
        .filter(guest -> guest.node() == node)
        .forEach(guest -> guest.client().close());
    forwardTargets.removeIf(guest -> guest.node() == node);
    deeds.removeIf(deed -> deed.by().node() == node);
  }

  /** Waits until all is answered, and returns the answers of a cluster in which not all is well. */
  List<String> settle() {
    Awaitility.await()
        .atMost(TestClient.PATIENCE_SECONDS, TimeUnit.SECONDS)
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

  /** How many clients have come so far. */
  int came() {
    return came;
  }

  /** How many things were asked so far and answered. */
  int done() {
    return done;
  }

  private SoakGuest anyone() {
    return forwardTargets.get(random.nextInt(forwardTargets.size()));
  }
}
