package io.sidecast.conformance.flaws;

import io.sidecast.conformance.TestClient;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A flaw of the broker of servers, and the cases that must find it. Immutable. */
@SuppressWarnings("ImmutableEnumChecker") // Constructor references and Set.of are immutable.
enum ServerFlaw {
  /** No flaw. Its cases wait for the usual time, because its broker withholds no message. */
  NONE(FlawedBroker::new, TestClient.MAX_WAIT_SECONDS),
  DELIVERS_TWICE(
      BrokenServers.DeliversTwice::new,
      8,
      "broadcastReachesEveryClientOnce",
      "roomsExceptAndLocal",
      "severalRoomsGiveOneCopy",
      "roomNamedByAnotherSid",
      "kickedClientGetsEverythingAndStaysAway",
      "clientKickedDuringItsUpgradeGetsEverything",
      "socketsJoinAndLeaveFromElsewhere",
      "crowdedNodeUsesBroadcastMode",
      "garbageIsCountedAndDropped"),
  DROPS_ONE_PERCENT(
      BrokenBrokers.DropsOnePercent::new, 10, "rollingRestartLosesNothingForThoseWhoStay"),
  SWAPS_TWO(BrokenBrokers.SwapsTwo::new, 3, "tenThousandEmitsArriveInOrder"),
  FORGETS_BURSTS(
      BrokenServers.ForgetsBursts::new,
      5,
      "eventsOfAClientThatLeavesAtOnceArrive",
      "tenThousandEmitsArriveInOrder"),
  REACHES_EVERY_NODE(
      BrokenServers.ReachesEveryNode::new,
      3,
      "emitToSidIsOnePublishToOneNode",
      "emitToRoomReachesOnlyNodesWithMembers"),
  CONFIRMS_ROOMS_EARLY(
      BrokenServers.ConfirmsRoomsEarly::new,
      3,
      "oddCharactersInRoomsAndEvents",
      "roomsOfAnyNameEverywhere",
      "lateNodeIsAFullMember"),
  SWALLOWS_REPLIES(
      BrokenServers.SwallowsReplies::new,
      3,
      "requestToUnknownSidEndsWithAnError",
      "socketsAreDisconnectedFromElsewhere",
      "fetchAndCountCoverEveryNode",
      "serverSideEmitIsAcknowledged",
      "clientsOfTwoKindsShareRooms",
      "nodeWithoutKeysHasNoControl"),
  GARBLES_BINARY(
      BrokenServers.GarblesBinary::new,
      3,
      "acksComeBackFromOtherProcesses",
      "binaryBroadcastIsUnchanged",
      "javaClientTalks",
      "javaScriptClientTalks"),
  MANGLES_HALF_PAIRS(BrokenServers.ManglesHalfPairs::new, 5, "halfASurrogatePairInNames"),
  SWALLOWS_REFUSALS(BrokenServers.SwallowsRefusals::new, 5, "tooLargeResponseIsReportedAtOnce"),
  TRUNCATES_LARGE(BrokenBrokers.TruncatesLarge::new, 20, "partialResponseOfADyingNodeIsKept"),
  HAS_NO_RESERVE(BrokenServers.HasNoReserve::new, 40, "floodOfEmitsKeepsTheNodeAlive"),
  SWALLOWS_GOODBYES(BrokenServers.SwallowsGoodbyes::new, 10, "cleanLeaveIsSeenAtOnce"),
  HIDES_CLONES(BrokenServers.HidesClones::new, 10, "clonedNodeIsNoticed"),
  REPEATS_GREETINGS(
      BrokenServers.RepeatsGreetings::new,
      10,
      "deadNodeIsNoticedInTime",
      "requestToADyingNodeEnds",
      "requestsToADyingNodeEndAndNameIt",
      "sidOfADeadNodeFallsBackToAll"),
  DELAYS_SOME(
      BrokenServers.DelaysSome::new, 20, "deadConnectionIsDetected", "frozenNodeDoesNotSlowOthers"),
  REPEATS_THE_LAST(BrokenServers.RepeatsTheLast::new, 20, "cutNodeCountsWhatItMissed"),
  REPEATS_REQUESTS(BrokenServers.RepeatsRequests::new, 20, "staleRequestIsNotCarriedOut"),
  STAYS_DEAF(
      BrokenOutages.StaysDeaf::new,
      5,
      "restartedBrokerIsUsedAgain",
      "brokerKilledUnderLoadIsUsedAgain"),
  WAITS_FOR_ANSWERS(BrokenServers.WaitsForAnswers::new, 10, "frozenBrokerDoesNotDelayLocalClients");

  private final Supplier<FlawedBroker> broker;
  private final Duration maxWait;
  private final Set<String> cases;

  /**
   * Creates a flaw. Its maximum wait is the time that a case over a good broker needs to receive
   * the messages that this flaw withholds.
   */
  ServerFlaw(Supplier<FlawedBroker> broker, int maxWaitSeconds, String... cases) {
    this.broker = broker;
    this.maxWait = Duration.ofSeconds(maxWaitSeconds);
    this.cases = Set.of(cases);
  }

  Supplier<FlawedBroker> broker() {
    return broker;
  }

  Duration maxWait() {
    return maxWait;
  }

  /**
   * The cases that must find this flaw. For {@link #NONE}, cases that find other flaws by a missing
   * message: they pass over a good broker, so they do not fail because the wait is short.
   */
  Set<String> cases() {
    return this == NONE
        ? Stream.of(CONFIRMS_ROOMS_EARLY, SWALLOWS_REPLIES, GARBLES_BINARY)
            .flatMap(flaw -> flaw.cases.stream())
            .collect(Collectors.toSet())
        : cases;
  }

  /** Returns a scheme or URI that gives a server the good broker with this flaw. */
  String prepended(String good) {
    return name().toLowerCase(Locale.ROOT).replace('_', '-') + "+" + good;
  }

  /** Returns the flaw that was prepended to a URI. */
  static ServerFlaw of(URI flawed) {
    return Arrays.stream(values())
        .filter(flaw -> flawed.toString().startsWith(flaw.prepended("")))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no flaw: " + flawed));
  }
}
