package io.sidecast;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.netty.channel.ChannelHandler;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * The direction of imports: from the client's side to the broker's, never back. The test of the
 * same name in the conformance module checks the rules for all modules, for example that no code
 * sleeps.
 */
@AnalyzeClasses(
    packages = "io.sidecast",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestSupport.class})
class ArchitectureTest {

  /** Leaves out the module test-support, which is on the class path of tests only. */
  static final class NoTestSupport implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/io/sidecast/testing/");
    }
  }

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices()
          .matching("io.sidecast.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .because("a wall has one door each way, and the downstream package owns both");

  @ArchTest
  static final ArchRule transportSeesTheEngine =
      wall("transport", "engine", "connection", "http", "packet", "url", "limit", "log");

  @ArchTest
  static final ArchRule engineSeesConnections =
      wall("engine", "connection", "http", "packet", "limit", "log");

  @ArchTest
  static final ArchRule socketsSeeTheAdapter =
      wall(
          "socket",
          "connection",
          "adapter",
          "operation",
          "http",
          "json",
          "packet",
          "url",
          "limit",
          "log");

  @ArchTest static final ArchRule connectionsSeeRequests = wall("connection", "http", "packet");

  @ArchTest
  static final ArchRule adapterSeesTheCluster =
      wall("adapter", "cluster", "operation", "packet", "limit", "log");

  @ArchTest
  static final ArchRule clusterSeesTheBroker =
      wall("cluster", "operation", "packet", "log", "broker");

  @ArchTest
  static final ArchRule packagesWithinFormNoCycle =
      slices()
          .matching("io.sidecast.(cluster|transport).(*)..")
          .should()
          .beFreeOfCycles()
          .because("packages within cluster and transport import in one direction");

  @ArchTest
  static final ArchRule clusterValuesImportNoPackageOfTheCluster =
      noClasses()
          .that(resideInAPackage("io.sidecast.cluster"))
          .should()
          .dependOnClassesThat(resideInAPackage("io.sidecast.cluster.*.."))
          .because("applications hold these values, and the packages below are not exported");

  @ArchTest static final ArchRule busSeesValues = room("cluster.bus", "cluster");
  @ArchTest static final ArchRule messagesSeeValues = room("cluster.message", "cluster");

  @ArchTest
  static final ArchRule queuesSeeMessages =
      room("cluster.queue", "cluster.message", "cluster.bus", "cluster");

  @ArchTest
  static final ArchRule membershipSeesQueues =
      room("cluster.membership", "cluster.queue", "cluster.message", "cluster.bus", "cluster");

  @ArchTest
  static final ArchRule requestsSeeMembership =
      room(
          "cluster.request",
          "cluster.membership",
          "cluster.queue",
          "cluster.message",
          "cluster.bus",
          "cluster");

  @ArchTest
  static final ArchRule routingSeesRequests =
      room(
          "cluster.routing",
          "cluster.request",
          "cluster.membership",
          "cluster.queue",
          "cluster.message",
          "cluster.bus",
          "cluster");

  @ArchTest static final ArchRule encodingSeesNoTransport = room("transport.encoding");
  @ArchTest static final ArchRule httpConnectionsSeeNoTransport = room("transport.http");

  @ArchTest
  static final ArchRule pollingSeesHttp =
      room("transport.polling", "transport.encoding", "transport.http");

  @ArchTest
  static final ArchRule webSocketSeesHttp =
      room("transport.websocket", "transport.encoding", "transport.http");

  @ArchTest
  static final ArchRule engineRequestsSeeBothTransports =
      room(
          "transport.engineio",
          "transport.polling",
          "transport.websocket",
          "transport.encoding",
          "transport.http");

  @ArchTest
  static final ArchRule filesSeeHttp =
      room("transport.files", "transport.engineio", "transport.http");

  @ArchTest
  static final ArchRule onlyTheBuildersSeeTheNode =
      noClasses()
          .that(
              resideOutsideOfPackage("io.sidecast").and(resideOutsideOfPackage("..cluster.node..")))
          .should()
          .dependOnClassesThat(resideInAPackage("io.sidecast.cluster.node.."))
          .because("the other packages use the bus");

  @ArchTest static final ArchRule httpImportsNoPackage = wall("http");
  @ArchTest static final ArchRule jsonImportsNoPackage = wall("json");
  @ArchTest static final ArchRule urlImportsNoPackage = wall("url");
  @ArchTest static final ArchRule operationsSeePackets = wall("operation", "packet");
  @ArchTest static final ArchRule packetsSeeJson = wall("packet", "json", "limit", "log");
  @ArchTest static final ArchRule limitsImportNoPackage = wall("limit");
  @ArchTest static final ArchRule logsSeeNobody = wall("log");
  @ArchTest static final ArchRule brokerSpiImportsNoPackage = wall("broker");

  @ArchTest
  static final ArchRule everyPackageHasItsWall =
      classes()
          .that(resideInAPackage("io.sidecast.."))
          .should()
          .resideInAnyPackage(
              "io.sidecast",
              "io.sidecast.http..",
              "io.sidecast.json..",
              "io.sidecast.transport..",
              "io.sidecast.engine..",
              "io.sidecast.connection..",
              "io.sidecast.socket..",
              "io.sidecast.adapter..",
              "io.sidecast.cluster..",
              "io.sidecast.operation..",
              "io.sidecast.packet..",
              "io.sidecast.url..",
              "io.sidecast.limit..",
              "io.sidecast.log..",
              "io.sidecast.broker..")
          .because("every package must declare its allowed imports here");

  @ArchTest
  static final ArchRule noPackageImportsTheRoot =
      noClasses()
          .that(resideOutsideOfPackage("io.sidecast"))
          .should()
          .dependOnClassesThat(resideInAPackage("io.sidecast"))
          .allowEmptyShould(true)
          .because("the root composes the server; packages define their own settings as records");

  @ArchTest
  static final ArchRule nettyStaysInTheTransport =
      noClasses()
          .that(
              resideOutsideOfPackage("io.sidecast.transport..")
                  .and(resideOutsideOfPackage("io.sidecast.http..")))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.netty..").and(resideOutsideOfPackage("io.netty.buffer..")))
          .allowEmptyShould(true)
          .because("the engine can be tested and used without a network");

  @ArchTest
  static final ArchRule applicationsSeeFewTypesOfNetty =
      noClasses()
          .that(resideInAPackage("io.sidecast.http.."))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.netty..")
                  .and(resideOutsideOfPackage("io.netty.handler.ssl"))
                  .and(DescribedPredicate.not(assignableTo(ChannelHandler.class))))
          .allowEmptyShould(true)
          .because("an application holds a TLS context and handlers of pipelines, nothing else");

  @ArchTest
  static final ArchRule buffersStayInTransportAndEngine =
      noClasses()
          .that(
              resideOutsideOfPackage("io.sidecast.transport..")
                  .and(resideOutsideOfPackage("io.sidecast.engine.."))
                  .and(resideOutsideOfPackage("io.sidecast.http..")))
          .should()
          .dependOnClassesThat(resideInAPackage("io.netty.."))
          .allowEmptyShould(true)
          .because("reference counting is limited to two packages");

  @ArchTest
  static final ArchRule jacksonStaysWhereValuesAreRead =
      noClasses()
          .that(
              resideOutsideOfPackage("io.sidecast")
                  .and(resideOutsideOfPackage("io.sidecast.json.tree"))
                  .and(resideOutsideOfPackage("io.sidecast.packet.."))
                  .and(resideOutsideOfPackage("io.sidecast.cluster.."))
                  .and(resideOutsideOfPackage("io.sidecast.socket..")))
          .should()
          .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.."))
          .allowEmptyShould(true)
          .because("the other packages carry encoded packets and never read them");

  @ArchTest
  static final ArchRule onlyHandlerStageDispatchesResults =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.sidecast.socket.HandlerStage")
          .should()
          .callMethodWhere(
              target(owner(assignableTo(CompletionStage.class)))
                  .and(
                      target(
                          nameMatching(
                              "((then|handle|whenComplete|exceptionally)\\w*"
                                  + "|(apply|accept|runAfter)\\w+)Async"))))
          .because(
              "a failure skips the function and its executor, so the callbacks of users would run"
                  + " on an event loop or a timer; HandlerStages dispatches both outcomes");

  @ArchTest
  static final ArchRule onlyChangesOfStateAreLoggedWithoutLimit =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.sidecast.log.RateLimitedLog")
          .and()
          .doNotHaveFullyQualifiedName("io.sidecast.BlockingStart")
          .and()
          .doNotHaveFullyQualifiedName("io.sidecast.HandlerThreads")
          .and()
          .doNotHaveFullyQualifiedName("io.sidecast.cluster.membership.Health")
          .and(resideOutsideOfPackage("io.sidecast.broker.."))
          .should()
          .callMethodWhere(
              target(owner(assignableTo(Logger.class))).and(target(nameMatching("warn|error"))))
          .because(
              "a client or another node causes the other lines, at any rate: RateLimitedLog"
                  + " writes them");

  @ArchTest
  static final ArchRule onlyLinesOfThisNodeAreInformationWithoutLimit =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.sidecast.log.RateLimitedLog")
          .and()
          .doNotHaveFullyQualifiedName("io.sidecast.cluster.membership.Health")
          .and()
          .doNotHaveFullyQualifiedName("io.sidecast.cluster.routing.BroadcastModeController")
          .and()
          .doNotHaveFullyQualifiedName("io.sidecast.cluster.queue.Inbox")
          .and()
          .doNotHaveFullyQualifiedName("io.sidecast.ServerLifecycle")
          .and()
          .doNotHaveFullyQualifiedName("io.sidecast.SidecastEmitter")
          .and(resideOutsideOfPackage("io.sidecast.broker.."))
          .should()
          .callMethodWhere(
              target(owner(assignableTo(Logger.class))).and(target(nameMatching("info"))))
          .because("another node causes the other lines, at any rate: RateLimitedLog writes them");

  /** The rule of a package within the cluster or the transport: its imports from its siblings. */
  private static ArchRule room(String from, String... downstream) {
    DescribedPredicate<JavaClass> siblings =
        resideInAPackage("io.sidecast." + from.substring(0, from.indexOf('.')) + "..");
    String[] seen =
        Stream.concat(Stream.of(from), Stream.of(downstream))
            .map(name -> "io.sidecast." + name)
            .toArray(String[]::new);
    return noClasses()
        .that(resideInAPackage("io.sidecast." + from))
        .should()
        .dependOnClassesThat(siblings.and(DescribedPredicate.not(resideInAnyPackage(seen))))
        .because("%s may import only %s".formatted(from, String.join(", ", downstream)));
  }

  private static ArchRule wall(String from, String... downstream) {
    DescribedPredicate<JavaClass> ours = resideInAPackage("io.sidecast..");
    String[] seen =
        Stream.concat(Stream.of(from), Stream.of(downstream))
            .map(name -> "io.sidecast." + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that(resideInAPackage("io.sidecast." + from + ".."))
        .should()
        .dependOnClassesThat(ours.and(DescribedPredicate.not(resideInAnyPackage(seen))))
        .allowEmptyShould(true)
        .because("%s may import only %s".formatted(from, String.join(", ", seen)));
  }
}
