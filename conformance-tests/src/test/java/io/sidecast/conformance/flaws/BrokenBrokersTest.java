package io.sidecast.conformance.flaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerHarness;
import io.sidecast.conformance.MemoryBus;
import io.sidecast.conformance.MemoryFixture;
import io.sidecast.conformance.Requires;
import io.sidecast.conformance.RequiresLogin;
import io.sidecast.conformance.RequiresReplayLog;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * Tests the test kit: for each flaw of a broker, certain cases must fail. Over each flaw only these
 * cases are run. Confined to the test thread.
 */
@Tag("slow")
class BrokenBrokersTest {

  /** A flaw, and the cases that must find it. */
  @SuppressWarnings("ImmutableEnumChecker") // Constructor references and Set.of are immutable.
  enum Flaw {
    CONFIRMS_SUBSCRIBE_EARLY(BrokenBrokers.ConfirmsSubscribeEarly::new, "subscribeMeansEffective"),
    KEEPS_DELIVERING(BrokenBrokers.IgnoresUnsubscribe::new, "unsubscribeMeansSilent"),
    COUNTS_SUBSCRIPTIONS(BrokenBrokers.CountsSubscriptions::new, "subscribingTwiceIsOnce"),
    DROPS_ONE_PERCENT(BrokenBrokers.DropsOnePercent::new, "fifoPerPublisherAndChannel"),
    DROPS_BEYOND_A_QUEUE(
        BrokenBrokers.DropsBeyondAQueue::new, "slowSubscriberMissesNothingSilently"),
    DUPLICATES(BrokenBrokers.Duplicates::new, "fifoPerPublisherAndChannel"),
    SWAPS_TWO(BrokenBrokers.SwapsTwo::new, "fifoPerPublisherAndChannel", "fifoAcrossChannels"),
    DELAYS_NODE_MESSAGES(BrokenBrokers.DelaysNodeMessages::new, "fifoAcrossChannels"),
    BROADCASTS_NODE_MESSAGES(
        BrokenBrokers.BroadcastsNodeMessages::new, "nodeChannelReachesOnlyThatNode"),
    DIES_OF_ERRORS(BrokenBrokers.StopsAfterErrors::new, "listenerErrorIsIsolated"),
    IGNORES_REOPEN(BrokenBrokers.IgnoresReopen::new, "reopenRestoresEverySubscription"),
    HAS_NO_ECHO(BrokenBrokers.HasNoEcho::new, "ownPublishComesBack"),
    ENDS_AT_ZERO(BrokenBrokers.EndsAtZero::new, "bytesArriveUnchanged"),
    TRUNCATES_LARGE(BrokenBrokers.TruncatesLarge::new, "largestEnvelopeArrivesAndNoLarger"),
    TAKES_ANY_SIZE(BrokenBrokers.TakesAnySize::new, "largestEnvelopeArrivesAndNoLarger"),
    FOLDS_CASE(() -> new BrokenBrokers.Renames(Flaw::folded), "namesAreDistinct"),
    CUTS_LONG_NAMES(() -> new BrokenBrokers.Renames(name -> cut(name, 63)), "namesAreDistinct"),
    IGNORES_PREFIX(() -> new BrokenBrokers.ChangesPrefix(any -> "one"), "prefixesIsolate"),
    FOLDS_CASE_OF_PREFIX(() -> new BrokenBrokers.ChangesPrefix(Flaw::folded), "prefixesIsolate"),
    CUTS_LONG_PREFIX(
        () -> new BrokenBrokers.ChangesPrefix(prefix -> cut(prefix, 12)), "prefixesIsolate"),
    SWALLOWS_SETTINGS(BrokenBrokers.SwallowsSettings::new, "unknownSettingIsRefused"),
    ACCEPTS_ANY_LOGIN(BrokenBrokers.AcceptsAnyLogin::new, "wrongPasswordIsRefused"),
    REPORTS_A_REFUSAL_AS_UNAVAILABLE(
        () -> new BrokenBrokers.ReportsRefusals(Kind.UNAVAILABLE, "is the password right?"),
        "wrongPasswordIsRefused"),
    SHOWS_THE_PASSWORD(
        () -> new BrokenBrokers.ReportsRefusals(Kind.REFUSED, "wrong password: %s"),
        "wrongPasswordIsRefused"),
    HANGS_ON_OPEN(
        BrokenBrokers.HangsOnOpen::new,
        "unreachableBrokerFailsInTime",
        "frozenBrokerFailsCallsInTime"),
    LEAKS_ON_FAILED_OPEN(BrokenBrokers.LeaksOnFailedOpen::new, "unreachableBrokerFailsInTime"),
    FORGETS_THE_OPENING(BrokenOutages.ForgetsTheOpening::new, "silentServerFailsTheOpenInTime"),
    IGNORES_CANCEL(
        BrokenOutages.IgnoresCancel::new,
        "cancelledOpeningDoesNotWaitForASilentServer",
        "openingCancelledAtOnceLeavesNoConnection"),
    CLOSES_AFTER_AN_ANSWER(
        BrokenOutages.ClosesAfterAnAnswer::new, "closeDoesNotWaitForASilentServer"),
    IGNORES_CLOSE(BrokenBrokers.IgnoresClose::new, "closeFreesItsConnections"),
    SAYS_CLOSED_TWICE(BrokenBrokers.ReportsClosedTwice::new, "closeIsIdempotentAndFinal"),
    FORGETS_WHAT_WAITS(BrokenBrokers.DropsPendingOnClose::new, "closeFailsPendingCalls"),
    NEVER_STOPS_LOOKING(
        BrokenBrokers.ReconnectsAfterClose::new, "closeWhileDown", "closeWhileConnectingAgain"),
    RESTORES_EARLY(BrokenOutages.RestoresEarly::new, "restoredMeansEveryChannelIsInForce"),
    QUEUES_WHILE_DOWN(BrokenOutages.QueuesWhileDown::new, "publishWhileDownFailsAndIsNotQueued"),
    REPLAYS_IN_FLIGHT(BrokenOutages.ReplaysWhatWasInFlight::new, "resetPublisherRepeatsNothing"),
    CONFIRMS_PUBLISH_EARLY(BrokenOutages.ConfirmsPublishEarly::new, "confirmedPublishesArrive"),
    FAILS_SLOWLY(BrokenOutages.FailsSlowly::new, "publishWhileDownFailsAndIsNotQueued"),
    HAS_NO_DEADLINE(
        BrokenOutages.HasNoDeadline::new, "blackHoleEndsInTimeout", "frozenBrokerFailsCallsInTime"),
    HIDES_SILENCE(BrokenOutages.HidesSilence::new, "silenceIsReportedAsDown"),
    BLOCKS_THE_CALLER(BrokenOutages.BlocksTheCaller::new, "blackHoleEndsInTimeout"),
    CLAIMS_SUBSCRIBED(
        BrokenOutages.ClaimsSubscribedWhileDown::new, "subscriptionsChangedWhileDown"),
    SUBSCRIBES_LATER(
        BrokenOutages.SubscribesLater::new,
        "subscriptionsChangedWhileDown",
        "silenceIsReportedAsDown"),
    RESTORES_DROPPED(BrokenOutages.RestoresWhatWasDropped::new, "subscriptionsChangedWhileDown"),
    TRIES_WITHOUT_PAUSE(BrokenOutages.TriesWithoutPause::new, "attemptsToConnectHavePauses"),
    STAYS_DEAF(BrokenOutages.StaysDeaf::new, "brokerRestartIsSurvived"),
    LOSES_AFTER_RESET(BrokenOutages.LosesAfterReset::new, "resetLosesOnlyAroundDown"),
    FORGETS_WHAT_IT_MISSED(BrokenLogs.DropsAfterReconnect::new, REDELIVERED),
    COUNTS_ANEW(BrokenLogs.RestartsOffsets::new, "positionsGrowInOneEpoch"),
    LIES_ON_EPOCH(BrokenLogs.IgnoresEpoch::new, "foreignEpochIsIncomplete"),
    SKIPS_ONE(BrokenLogs.SkipsOne::new, "readAfterGivesExactlyTheGap"),
    IGNORES_THE_LIMIT(BrokenLogs.IgnoresTheLimit::new, "readAfterObeysItsLimit"),
    CLAIMS_COMPLETE(
        BrokenLogs.ClaimsComplete::new, "trimmedLogIsIncomplete", "readAfterObeysItsLimit");

    private final Supplier<FlawedBroker> broker;
    private final Set<String> found;

    Flaw(Supplier<FlawedBroker> broker, String... found) {
      this.broker = broker;
      this.found = Set.of(found);
    }

    private static String folded(String name) {
      return name.toLowerCase(Locale.ROOT);
    }

    private static String cut(String name, int length) {
      return name.substring(0, Math.min(length, name.length()));
    }
  }

  /** The only case that needs a reference broker that redelivers messages. */
  private static final String REDELIVERED = "outageOfASubscriberLosesNothing";

  private static Supplier<FlawedBroker> current = FlawedBroker::new;
  private static boolean redelivers;
  private static boolean hasLogins = true;

  /** The suite over a flawed broker; run by the test kit only. */
  static class Suite extends BrokerConformance {
    @Override
    protected BrokerFixture fixture() {
      return new MemoryFixture(
          new MemoryBus(redelivers), good -> FlawedBroker.provider(good, current)) {
        @Override
        public Optional<URI> withLogin(URI broker, String login) {
          return hasLogins ? super.withLogin(broker, login) : Optional.empty();
        }
      };
    }

    @Override
    protected BrokerHarness.Pace pace() {
      return new BrokerHarness.Pace(Duration.ofMillis(300), Duration.ofMillis(500));
    }

    @Override
    protected boolean reported() {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFlawIsFound(Flaw flaw) {
    current = flaw.broker;
    redelivers = flaw.found.contains(REDELIVERED);
    hasLogins = true;
    Set<String> red =
        run(cases()
                .filter(method -> flaw.found.contains(method.getName()))
                .map(method -> selectMethod(Suite.class, method)))
            .finished()
            .filter(event -> status(event) == TestExecutionResult.Status.FAILED)
            .map(BrokenBrokersTest::caseOf)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(red).isEqualTo(flaw.found);
  }

  /**
   * Cases for features that a broker does not declare are skipped. The build checks the reasons.
   */
  @Test
  void modestBrokerSkipsWhatItDoesNotDeclare() {
    current = BrokenBrokers.DeclaresNothing::new;
    redelivers = false;
    hasLogins = false;
    Map<String, String> skipped =
        run(Stream.of(selectClass(Suite.class))).skipped().stream()
            .collect(
                Collectors.toMap(
                    BrokenBrokersTest::caseOf, event -> event.getRequiredPayload(String.class)));
    assertThat(skipped)
        .isEqualTo(
            cases()
                .filter(method -> requirement(method) != null)
                .collect(
                    Collectors.toMap(
                        Method::getName, method -> "requires " + requirement(method))));
    assertThat(skipped).isNotEmpty();
  }

  private static @Nullable String requirement(Method method) {
    Requires feature = method.getAnnotation(Requires.class);
    if (feature != null) {
      return feature.value().name();
    }
    if (method.isAnnotationPresent(RequiresLogin.class)) {
      return RequiresLogin.NAME;
    }
    return method.isAnnotationPresent(RequiresReplayLog.class) ? RequiresReplayLog.NAME : null;
  }

  @Test
  void everyCaseFindsAFlaw() {
    Set<String> cases = cases().map(Method::getName).collect(Collectors.toSet());
    assertThat(Arrays.stream(Flaw.values()).flatMap(flaw -> flaw.found.stream()))
        .containsAll(cases)
        .isSubsetOf(cases);
  }

  private static Events run(Stream<DiscoverySelector> selected) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selected.toArray(DiscoverySelector[]::new))
        .execute()
        .testEvents();
  }

  private static Stream<Method> cases() {
    return Stream.of(BrokerConformance.class.getInterfaces())
        .flatMap(group -> Arrays.stream(group.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Test.class));
  }

  private static String caseOf(Event event) {
    return event.getTestDescriptor().getDisplayName().replaceAll("\\(.*", "");
  }

  private static TestExecutionResult.Status status(Event event) {
    return event.getRequiredPayload(TestExecutionResult.class).getStatus();
  }
}
