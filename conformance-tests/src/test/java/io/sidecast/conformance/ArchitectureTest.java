package io.sidecast.conformance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.sidecast.conformance.ModuleClasses.IN_A_BROKER;
import static io.sidecast.conformance.ModuleClasses.IN_A_LIBRARY;
import static io.sidecast.conformance.ModuleClasses.IN_MAIN_CODE;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerProvider;

/**
 * What holds in every module. It looks at the compiled classes of all that were built before this
 * module, tests included; the walls inside the core are in the core's test of the same name.
 */
@AnalyzeClasses(locations = ModuleClasses.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule nothingSleeps =
      noClasses()
          .should()
          .accessTargetWhere(Waits.SLEEP)
          .because("a sleep is too short on a slow machine and too long on a fast one");

  @ArchTest
  static final ArchRule librariesNeverWait =
      noClasses()
          .that(IN_A_LIBRARY)
          .should()
          .accessTargetWhere(
              Waits.BLOCKING
                  .and(not(Waits.IN_START_OR_CLOSE))
                  .and(not(Waits.ON_A_THREAD_OF_ITS_OWN)))
          .because(
              "a thread that waits serves nobody; only start() and close() of a server may, and"
                  + " a thread that exists for a client which cannot do without");

  @ArchTest
  static final ArchRule doorsLeaveWaitingToItsThread =
      noClasses()
          .that()
          .implement(Broker.class)
          .or()
          .implement(BrokerListener.class)
          .should()
          .accessTargetWhere(Waits.CALL_OF_SUCH_A_THREAD)
          .because("whoever calls a broker may not be made to wait");

  @ArchTest
  static final ArchRule nobodySerializesObjects =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.io\\.Object(In|Out)putStream")
          .because("reading them runs code of the sender's choice");

  @ArchTest
  static final ArchRule librariesPrintNothing =
      noClasses()
          .that(IN_A_LIBRARY)
          .should(ACCESS_STANDARD_STREAMS)
          .because("the terminal belongs to the program; a library has a logger");

  @ArchTest
  static final ArchRule logsGoThroughSlf4j =
      noClasses().that(IN_MAIN_CODE).should(USE_JAVA_UTIL_LOGGING);

  @ArchTest
  static final ArchRule namesSayTheDomainThing =
      noClasses()
          .should()
          .haveNameMatching(".*(Manager|Helper|Util|Utils|Impl|Base)")
          .because("such a name says that nobody knew what the class is");

  @ArchTest
  static final ArchRule brokersSeeOnlyTheSpi =
      classes()
          .that(IN_A_BROKER)
          .should(ModuleClasses.seeOfOursOnly("broker-spi"))
          .allowEmptyShould(true)
          .because("a stranger's broker must be able to do what ours do");

  @ArchTest
  static final ArchRule onlyTheProviderIsPublic =
      classes()
          .that(IN_A_BROKER)
          .and()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .should()
          .implement(BrokerProvider.class)
          .allowEmptyShould(true)
          .because("what is public is a promise for years");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices()
          .assignedFrom(ModuleClasses.PACKAGES_OF_MAIN_CODE)
          .should()
          .beFreeOfCycles()
          .because("what imports each other is one package with two names");
}
