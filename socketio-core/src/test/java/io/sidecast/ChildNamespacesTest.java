package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sidecast.limit.Limit;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.ParentNamespace;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The bound on child namespaces, which exist without sockets too. Confined to the test thread. */
@Timeout(120)
class ChildNamespacesTest {

  private SocketIoServer server;
  private ParentNamespace family;

  @AfterEach
  void close() {
    server.close();
  }

  private void start(UnaryOperator<SocketIoServerBuilder> options) {
    server =
        options.apply(SocketIoServer.builder().port(0).host("127.0.0.1").broker("none")).build();
    family = server.of(Pattern.compile("/tenant-\\w+"));
    server.start();
  }

  private void startWithRoomForFour() {
    start(options -> options.limit(Limit.CHILD_NAMESPACES, 4));
  }

  private static String tenant(int number) {
    return "/tenant-" + number;
  }

  private static String longTenant(char letter, int length) {
    return "/tenant-" + String.valueOf(letter).repeat(length - "/tenant-".length());
  }

  private static void connect(WireClient client, int from, int to) {
    IntStream.range(from, to).forEach(i -> client.connect(tenant(i)));
  }

  private static void visit(WireClient client, int from, int to) {
    IntStream.range(from, to).forEach(i -> visit(client, tenant(i)));
  }

  private static void visit(WireClient client, String namespace) {
    client.connect(namespace);
    client.send("1" + namespace + ",");
  }

  private static void assertRefused(WireClient client, String namespace) {
    client.send("0" + namespace + ",");
    assertThat(client.text()).isEqualTo("4" + namespace + ",{\"message\":\"too many namespaces\"}");
  }

  private void assertChildren(String... names) {
    assertThat(family.namespaces()).extracting(Namespace::name).containsExactlyInAnyOrder(names);
  }

  @Test
  void childrenWithoutSocketsStayBelowTheLimit() {
    startWithRoomForFour();
    try (var client = new WireClient(server)) {
      visit(client, 0, 4);
      visit(client, 0, 4);
      assertChildren("/tenant-0", "/tenant-1", "/tenant-2", "/tenant-3");
      assertThat(server.stats().limitHits()).containsEntry(Limit.CHILD_NAMESPACES, 0L);
    }
  }

  @Test
  void childrenWithoutSocketsMakeRoomInTheOrderOfTheirLastUse() {
    startWithRoomForFour();
    try (var client = new WireClient(server);
        var other = new WireClient(server)) {
      visit(client, 0, 4);
      visit(client, tenant(0));
      client.connect(tenant(4));
      other.connect(tenant(5));
      assertChildren("/tenant-3", "/tenant-0", "/tenant-4", "/tenant-5");
      assertThat(server.load().namespaces()).isEqualTo(5);
      visit(client, tenant(1));
      assertChildren("/tenant-0", "/tenant-4", "/tenant-5", "/tenant-1");
    }
  }

  @Test
  void childrenWithSocketsAreNotRemoved() {
    startWithRoomForFour();
    try (var client = new WireClient(server);
        var other = new WireClient(server)) {
      connect(client, 0, 4);
      assertRefused(other, tenant(4));
      other.connect(tenant(0));
      client.send("1/tenant-0,");
      client.connect("");
      assertRefused(other, tenant(4));
      other.send("1/tenant-0,");
      other.connect(tenant(4));
      assertChildren("/tenant-1", "/tenant-2", "/tenant-3", "/tenant-4");
    }
  }

  @Test
  void namespacesOfClientsThatAreGoneAreNoLongerHeld() {
    startWithRoomForFour();
    try (var client = new WireClient(server)) {
      connect(client, 0, 4);
    }
    Awaitility.await().until(() -> server.load().sockets() == 0);
    try (var client = new WireClient(server)) {
      connect(client, 4, 8);
    }
  }

  @Test
  void childOfASocketThatIsBeingAdmittedIsNotRemoved() {
    startWithRoomForFour();
    var decision = new CompletableFuture<Void>();
    var asked = new CountDownLatch(1);
    family.useAsync(
        socket -> {
          if (!socket.namespace().name().equals(tenant(0))) {
            return CompletableFuture.completedFuture(null);
          }
          asked.countDown();
          return decision;
        });
    try (var client = new WireClient(server);
        var other = new WireClient(server)) {
      client.send("0/tenant-0,");
      await(asked);
      visit(other, 1, 8);
      assertThat(family.namespaces()).extracting(Namespace::name).contains(tenant(0)).hasSize(4);
      decision.complete(null);
      assertThat(client.text()).startsWith("0/tenant-0,");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void childThatTheApplicationHasNamedStays() {
    startWithRoomForFour();
    try (var client = new WireClient(server)) {
      visit(client, 0, 4);
      Namespace named = server.of(tenant(0));
      visit(client, 4, 20);
      assertThat(family.namespaces()).contains(named).hasSize(4);
      named.emit("nobody");
      assertThat(server.of(tenant(0))).isSameAs(named);
    }
  }

  @Test
  void childWithAMiddlewareOfItsOwnStays() {
    startWithRoomForFour();
    try (var client = new WireClient(server)) {
      visit(client, 0, 4);
      Namespace closed =
          family.namespaces().stream()
              .filter(child -> child.name().equals(tenant(0)))
              .findFirst()
              .orElseThrow();
      closed.use(
          socket -> {
            throw new ConnectRefusedException("closed for today");
          });
      visit(client, 4, 20);
      client.send("0/tenant-0,");
      assertThat(client.text()).contains("closed for today");
    }
  }

  @Test
  void childrenThatTheApplicationHasNamedCount() {
    startWithRoomForFour();
    try (var client = new WireClient(server)) {
      visit(client, 0, 4);
      IntStream.range(0, 4).forEach(i -> server.of(tenant(i)));
      assertRefused(client, tenant(4));
    }
  }

  @Test
  void eachFurtherHundredCharactersCountOnceMore() {
    startWithRoomForFour();
    try (var client = new WireClient(server);
        var other = new WireClient(server)) {
      client.connect(longTenant('a', 200));
      client.connect(longTenant('b', 100));
      assertRefused(other, longTenant('c', 101));
      other.connect(longTenant('c', 100));
      client.send("1" + longTenant('a', 200) + ",");
      client.connect(longTenant('d', 200));
      assertChildren(longTenant('b', 100), longTenant('c', 100), longTenant('d', 200));
    }
  }

  @Test
  void longNamesAreGivenBackWithTheirNamespaces() {
    start(options -> options.cleanupEmptyChildNamespaces(true).limit(Limit.CHILD_NAMESPACES, 4));
    try (var client = new WireClient(server)) {
      for (char letter = 'a'; letter <= 'z'; letter++) {
        visit(client, longTenant(letter, 399));
      }
      connect(client, 0, 4);
      assertRefused(client, tenant(4));
      assertThat(server.stats().limitHits()).containsEntry(Limit.CHILD_NAMESPACES, 1L);
    }
  }

  @Test
  void namesOfNamespacesThatClientsHaveLeftNeedLittleMemory() {
    start(options -> options);
    for (int i = 0; i < 8; i++) {
      try (var client = new WireClient(server)) {
        client.connect(tenant(i));
        for (int j = 0; j < 98; j++) {
          visit(client, longTenant('x', 16_350) + "_" + i + "_" + j);
        }
      }
    }
    long characters =
        family.namespaces().stream().map(Namespace::name).mapToLong(String::length).sum();
    assertThat(characters).isBetween(1_000_000L, 10_000_000L);
  }

  @Test
  void childWhoseClientLeavesDuringTheDecisionMakesRoom() {
    start(options -> options.limit(Limit.CHILD_NAMESPACES, 1));
    var decision = new CompletableFuture<Boolean>();
    var asked = new CountDownLatch(1);
    ParentNamespace slow =
        server.of(
            (name, auth) -> {
              asked.countDown();
              return decision.get(20, TimeUnit.SECONDS);
            });
    try (var client = new WireClient(server)) {
      client.send("0/slow,");
      await(asked);
    }
    Awaitility.await().until(() -> server.load().sessions() == 0);
    decision.complete(true);
    Awaitility.await().until(() -> slow.namespaces().size() == 1);
    try (var client = new WireClient(server)) {
      Awaitility.await()
          .untilAsserted(
              () -> {
                client.send("0/tenant-0,");
                assertThat(client.text()).startsWith("0/tenant-0,{\"sid\"");
              });
    }
    assertThat(slow.namespaces()).isEmpty();
  }

  @Test
  void removalsAndRefusalsAreLogged() {
    var logger = (Logger) LoggerFactory.getLogger("io.sidecast.socket.ChildNamespaces");
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    logger.addAppender(lines);
    startWithRoomForFour();
    try (var client = new WireClient(server);
        var other = new WireClient(server)) {
      // One line a second: another test may have written the last one just now.
      Awaitility.await()
          .untilAsserted(
              () -> {
                visit(client, 0, 8);
                assertThat(lines.list)
                    .anyMatch(line -> line.getFormattedMessage().startsWith("removed child"));
              });
      connect(client, 0, 4);
      Awaitility.await()
          .untilAsserted(
              () -> {
                assertRefused(other, tenant(9));
                assertThat(lines.list)
                    .anyMatch(line -> line.getFormattedMessage().startsWith("refused a CONNECT"));
              });
      assertThat(lines.list).hasSizeLessThan(20);
    } finally {
      logger.detachAppender(lines);
    }
  }
}
