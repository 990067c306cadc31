package io.sidecast.conformance;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Immutable. A flaw of the broker of servers, and the cases that must find it. */
@SuppressWarnings("ImmutableEnumChecker") // Constructors and Set.of: nothing changes them.
enum ServerFlaw {
  /** None: as patient as any suite, since nothing is silent here. */
  NONE(FlawedBroker::new, TestClient.PATIENCE_SECONDS),
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
      "crowdedNodeHearsRoomsByBroadcast",
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
      "askOfUnknownSidEndsWithAnError",
      "socketsAreDisconnectedFromElsewhere",
      "fetchAndCountTellOfEveryNode",
      "serversAnswerEachOther",
      "clientsOfTwoKindsShareRooms"),
  GARBLES_BINARY(
      BrokenServers.GarblesBinary::new,
      3,
      "acksComeBackFromOtherProcesses",
      "binaryBroadcastIsUnchanged",
      "javaClientTalks",
      "javaScriptClientTalks"),
  MANGLES_HALF_PAIRS(BrokenServers.ManglesHalfPairs::new, 5, "halfASurrogatePairInNames"),
  SWALLOWS_REFUSALS(BrokenServers.SwallowsRefusals::new, 5, "answerThatIsTooLargeIsToldAtOnce"),
  TRUNCATES_LARGE(
      BrokenBrokers.TruncatesLarge::new, 20, "halfAnAnswerOfADyingNodeIsKeptAndTheNodeNamed"),
  HAS_NO_RESERVE(BrokenServers.HasNoReserve::new, 40, "floodOfEmitsKeepsTheNodeAlive"),
  SWALLOWS_GOODBYES(BrokenServers.SwallowsGoodbyes::new, 10, "cleanLeaveIsSeenAtOnce"),
  REPEATS_GREETINGS(
      BrokenServers.RepeatsGreetings::new,
      10,
      "deadNodeIsNoticedInTime",
      "questionToADyingNodeEnds",
      "questionsToADyingNodeEndAndNameIt",
      "sidOfADeadNodeFallsBackToAll"),
  DELAYS_SOME(
      BrokenServers.DelaysSome::new,
      20,
      "deadLinkIsNoticedAndSlowsNobody",
      "frozenNodeSlowsNobody"),
  REPEATS_THE_LAST(BrokenServers.RepeatsTheLast::new, 20, "cutNodeCountsWhatItMissed"),
  STAYS_DEAF(
      BrokenOutages.StaysDeaf::new,
      5,
      "restartedBrokerIsUsedAgain",
      "brokerKilledUnderLoadIsUsedAgain"),
  WAITS_FOR_ANSWERS(BrokenServers.WaitsForAnswers::new, 10, "frozenBrokerDoesNotDelayLocalClients");

  private final Supplier<FlawedBroker> broker;
  private final Duration patience;
  private final Set<String> cases;

  /** Only as patient as it takes a case over a good broker to hear what this flaw keeps from it. */
  ServerFlaw(Supplier<FlawedBroker> broker, int patienceSeconds, String... cases) {
    this.broker = broker;
    this.patience = Duration.ofSeconds(patienceSeconds);
    this.cases = Set.of(cases);
  }

  Supplier<FlawedBroker> broker() {
    return broker;
  }

  Duration patience() {
    return patience;
  }

  /** Those that must find it; of no flaw those that find one by silence, which could be haste. */
  Set<String> cases() {
    return this == NONE
        ? Stream.of(CONFIRMS_ROOMS_EARLY, SWALLOWS_REPLIES, GARBLES_BINARY)
            .flatMap(flaw -> flaw.cases.stream())
            .collect(Collectors.toSet())
        : cases;
  }

  /** A scheme or URI of a good broker, such that a server gets this flaw with it. */
  String prepended(String good) {
    return name().toLowerCase(Locale.ROOT).replace('_', '-') + "+" + good;
  }

  /** The flaw that was prepended to a URI. */
  static ServerFlaw of(URI flawed) {
    return Arrays.stream(values())
        .filter(flaw -> flawed.toString().startsWith(flaw.prepended("")))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no flaw: " + flawed));
  }
}
