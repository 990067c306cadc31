package io.sidecast.conformance.repository;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.sidecast.conformance.repository.ModuleClasses.IN_A_BROKER;
import static io.sidecast.conformance.repository.ModuleClasses.IN_A_LIBRARY;
import static io.sidecast.conformance.repository.ModuleClasses.IN_MAIN_CODE;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerProvider;

/**
 * Rules for every module. They check the compiled classes of all modules built before this one,
 * tests included. The rules between packages of the core are in the core's test of the same name.
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
  static final ArchRule librariesNeverBlock =
      noClasses()
          .that(IN_A_LIBRARY)
          .should()
          .accessTargetWhere(
              Waits.BLOCKING
                  .and(not(Waits.IN_START_OR_CLOSE))
                  .and(not(Waits.IN_A_FUTURE_OF_THE_API))
                  .and(not(Waits.ON_A_THREAD_OF_ITS_OWN)))
          .because(
              "a waiting thread does no other work; only start() and close() of a server may, and"
                  + " a thread that exists for a client library that blocks");

  @ArchTest
  static final ArchRule brokersDoNotBlockCallers =
      noClasses()
          .that()
          .implement(Broker.class)
          .or()
          .implement(BrokerListener.class)
          .should()
          .accessTargetWhere(Waits.CALL_OF_SUCH_A_THREAD)
          .because("a call of a broker must not block its caller");

  @ArchTest
  static final ArchRule noJavaSerialization =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.io\\.Object(In|Out)putStream")
          .because("reading them runs code that the sender chooses");

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
  static final ArchRule namesAreSpecific =
      noClasses()
          .should()
          .haveNameMatching(".*(Manager|Helper|Util|Utils|Impl|Base)")
          .because("such a name does not describe the class");

  @ArchTest
  static final ArchRule brokersUseOnlyTheSpi =
      classes()
          .that(IN_A_BROKER)
          .should(ModuleClasses.dependOnlyOn("broker-spi"))
          .allowEmptyShould(true)
          .because("a broker outside this repository must be able to do the same");

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
          .because("a public type is a promise for years");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices()
          .assignedFrom(ModuleClasses.PACKAGES)
          .should()
          .beFreeOfCycles()
          .because("packages that import each other are one package with two names");
}
