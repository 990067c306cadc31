package io.sidecast.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.sidecast.SocketIoServer;
import io.sidecast.broker.BrokerException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/**
 * The life of servers and clients. The cases run in engines of their own. Confined to the test
 * thread.
 */
@Tag("slow")
class LifecycleTest {

  /** Threads of the client libraries that end after a minute without work, all of them daemons. */
  private static final String IDLE_DAEMONS = "OkHttp ConnectionPool|Okio Watchdog|ForkJoinPool.*";

  private static final List<SocketIoServer> SERVERS = new CopyOnWriteArrayList<>();
  private static final Map<String, TestClient> CLIENTS = new ConcurrentHashMap<>();

  /** Runs the cases of a class and returns the events of its tests. */
  private static Events run(Class<?> cases, String... configuration) {
    var kit = EngineTestKit.engine("junit-jupiter").selectors(selectClass(cases));
    for (int i = 0; i < configuration.length; i += 2) {
      kit.configurationParameter(configuration[i], configuration[i + 1]);
    }
    Events tests = kit.execute().testEvents();
    tests.assertStatistics(stats -> stats.failed(0));
    return tests;
  }

  @BeforeEach
  void forget() {
    SERVERS.clear();
    CLIENTS.clear();
  }

  private static void install(SocketIoServer io) {
    SERVERS.add(io);
    io.on("echo", Integer.class, (socket, number, ack) -> ack.send(number));
  }

  static class SharedServerCases {

    @RegisterExtension
    static final SidecastExtension sidecast = SidecastExtension.server(LifecycleTest::install);

    @BeforeAll
    static void first(TestClient observer) {
      CLIENTS.put("observer", observer);
    }

    @BeforeEach
    void before(TestClients clients) {
      clients.connect();
    }

    @Test
    void one(TestClient client) {
      CLIENTS.put("one", client);
      assertThat(client.emitWithAck("echo", 1).as(Integer.class)).isEqualTo(1);
    }

    @Nested
    class Inner {
      @Test
      void two(TestClient client) {
        assertThat(client.emitWithAck("echo", 2).as(Integer.class)).isEqualTo(2);
        assertThat(CLIENTS.get("observer").emitWithAck("echo", 3).size()).isEqualTo(1);
      }
    }
  }

  static class OwnServerCases {

    @RegisterExtension
    final SidecastExtension sidecast = SidecastExtension.server(LifecycleTest::install);

    @RepeatedTest(2)
    void each(TestClient client) {
      assertThat(client.emitWithAck("echo", 1).as(Integer.class)).isEqualTo(1);
      assertThat(sidecast.server().sockets()).hasSize(1);
    }
  }

  static class ExistingServerCases {

    @RegisterExtension
    final SidecastExtension sidecast = SidecastExtension.of(() -> SERVERS.get(0));

    @Test
    void polling(@Connect(transports = "polling") TestClient client) {
      CLIENTS.put("polling", client);
      client.expectNothing();
    }

    @Test
    void websocket(TestClient client) {
      client.emitWithAck("echo", 1);
    }

    @Test
    void refused(TestClients clients) {
      assertThat(clients.namespace("/unknown").connectError().message())
          .isEqualTo("Invalid namespace");
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  static class ConcurrentCases {

    private static final int TESTS = 4;
    private static final CountDownLatch ALL = new CountDownLatch(TESTS);

    @RegisterExtension
    static final SidecastExtension sidecast = SidecastExtension.cluster(2, LifecycleTest::install);

    @RepeatedTest(TESTS)
    void each(TestClient ada, TestClient bob) throws InterruptedException {
      ALL.countDown();
      assertThat(ALL.await(20, TimeUnit.SECONDS)).as("all tests run at the same time").isTrue();
      for (int i = 0; i < 50; i++) {
        sidecast.server(i % 2).to(ada.id()).emit("number", i);
        assertThat(bob.emitWithAck("echo", i).as(Integer.class)).isEqualTo(i);
        assertThat(ada.expectNext("number").as(Integer.class)).isEqualTo(i);
      }
      ada.expectNothing();
      bob.expectNothing();
    }
  }

  @Test
  void aStaticFieldStartsOneServer() {
    run(SharedServerCases.class).assertStatistics(stats -> stats.succeeded(2));
    assertThat(SERVERS).hasSize(1);
    assertThat(CLIENTS.get("one").expectDisconnect()).isEqualTo("io client disconnect");
  }

  @Test
  void anInstanceFieldStartsAServerForEachTest() {
    run(OwnServerCases.class).assertStatistics(stats -> stats.succeeded(2));
    assertThat(SERVERS).hasSize(2);
  }

  @Test
  void concurrentTestsHaveTheirOwnClients() {
    run(
            ConcurrentCases.class,
            "junit.jupiter.execution.parallel.enabled",
            "true",
            "junit.jupiter.execution.parallel.config.strategy",
            "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism",
            "4")
        .assertStatistics(stats -> stats.succeeded(ConcurrentCases.TESTS));
    assertThat(SERVERS).hasSize(2);
  }

  /** A failed test closes as much as a successful one. */
  @Test
  void nothingIsLeft() {
    run(SharedServerCases.class);
    failDisconnected();
    Set<Long> before = threads().keySet();

    run(SharedServerCases.class);
    failDisconnected();
    run(ClusterTest.class);

    Awaitility.await("the end of all threads")
        .pollInSameThread()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              Map<Long, String> left = threads();
              left.keySet().removeAll(before);
              assertThat(left).isEmpty();
            });
  }

  @Test
  void noConnectionToAServerOfTheApplicationIsLeft() {
    try (var server = SocketIoServer.builder().port(0).broker("none").build()) {
      install(server);
      server.start();
      run(ExistingServerCases.class).assertStatistics(stats -> stats.succeeded(3));
      Awaitility.await("the end of all connections")
          .atMost(Duration.ofSeconds(20))
          .until(() -> server.load().sessions() == 0);
    }
  }

  private static void failDisconnected() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(FailingCases.class, "disconnected", TestClient.class))
        .execute()
        .testEvents()
        .assertStatistics(stats -> stats.failed(1));
  }

  private static Map<Long, String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().matches(IDLE_DAEMONS))
        .collect(Collectors.toMap(Thread::getId, Thread::getName));
  }

  @Test
  void otherServersDoNotSeeTheBrokerInMemory() {
    assertThatThrownBy(() -> SocketIoServer.builder().broker("sidecast-memory://x").build())
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("no broker module");
  }
}
