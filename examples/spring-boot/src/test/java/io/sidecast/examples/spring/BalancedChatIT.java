package io.sidecast.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.examples.LocalBroker;
import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.examples.brokers.FreePort;
import io.sidecast.examples.spring.ChatClient.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes of the chat behind HAProxy, with clients of all transports, while one process is
 * killed, another is drained, and both return. Confined to the test thread.
 */
@Timeout(300)
class BalancedChatIT {

  private static final int CLIENTS = 60;
  private static final Duration MESSAGE_INTERVAL = Duration.ofMillis(10);
  private static final long MAX_WAITING_MESSAGES = 20;
  private static final Duration DRAIN = Duration.ofSeconds(5);

  /** The exit code of a JVM that SIGTERM ends. */
  private static final int TERMINATED = 143;

  @TempDir private Path folder;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<ChatProcess> nodes = new ArrayList<>();
  private final List<ChatClient> clients = new ArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private LocalBroker redis;
  private Balancer balancer;
  private ChatClient sender;
  private ScheduledExecutorService timer;

  @BeforeEach
  @Timeout(200)
  void start() throws Exception {
    redis = opened(LocalBroker.start(BrokerKind.REDIS));
    for (int i = 0; i < 3; i++) {
      nodes.add(start(FreePort.find()));
    }
    for (ChatProcess node : nodes) {
      awaitReady(node);
    }
    balancer = opened(Balancer.start(folder, nodes.stream().map(ChatProcess::port).toList()));
    await("the balancer serves").ignoreExceptions().until(() -> balancer.chosenNode() >= 0);
    sender = opened(new ChatClient("the sender", balancer.url(), ChatClient.WEBSOCKET));
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(opened(new ChatClient("client " + i, balancer.url(), transports(i))));
    }
    awaitAll(Stream.concat(clients.stream(), Stream.of(sender)).toList(), ChatClient::isJoined);
    timer = Executors.newSingleThreadScheduledExecutor();
    open.push(timer::shutdownNow);
  }

  /**
   * Half of the clients use WebSocket only, a sixth polling only, and a third both. Neighbours have
   * the same transports, because a balancer that counts connections spreads them over the nodes.
   */
  private static List<String> transports(int client) {
    if (client < CLIENTS / 2) {
      return ChatClient.WEBSOCKET;
    }
    return client < CLIENTS * 2 / 3 ? ChatClient.POLLING : ChatClient.UPGRADE;
  }

  @AfterEach
  void stop() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.push(resource);
    return resource;
  }

  private ChatProcess start(int port) throws Exception {
    String drain = "--sidecast.server.drain-time=" + DRAIN.toMillis() + "ms";
    return opened(ChatProcess.start(port, redis.uri().toString(), drain));
  }

  private static void awaitReady(ChatProcess node) throws InterruptedException {
    assertThat(node.isReady()).as("%s is ready:%n%s", node, node.process().tail()).isTrue();
  }

  @Test
  void messagesArriveWhileNodesEndAndReturn() throws Exception {
    timer.scheduleAtFixedRate(this::say, 0, MESSAGE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    awaitAll(clients, client -> client.last() >= 100);
    List<ChatClient> staying = new ArrayList<>(clients);

    int killed = otherThan(nodeOfSender());
    List<ChatClient> ofKilled = clientsOf(killed);
    staying.removeAll(ofKilled);
    nodes.get(killed).process().kill();
    awaitAll(ofKilled, client -> client.ends().size() == 1 && client.last() > 0);
    restart(killed);

    int drained = otherThan(nodeOfSender(), killed);
    List<ChatClient> ofDrained = clientsOf(drained);
    staying.removeAll(ofDrained);
    drain(drained, ofDrained);
    restart(drained);

    stopSending();
    awaitAll(clients, client -> client.last() == sent.get());
    assertThat(sender.ends()).isEmpty();
    assertThat(staying)
        .isNotEmpty()
        .allMatch(client -> client.ends().isEmpty() && client.first() == 1);
    assertThat(Stream.concat(clients.stream(), Stream.of(sender)).flatMap(c -> c.faults().stream()))
        .isEmpty();
  }

  /** Sends the next message, unless the clients of this JVM are behind on a busy machine. */
  private void say() {
    if (sent.get() - sender.last() < MAX_WAITING_MESSAGES) {
      sender.say(sent.incrementAndGet());
    }
  }

  private int nodeOfSender() {
    return IntStream.range(0, nodes.size())
        .filter(i -> ChatProcess.name(nodes.get(i).port()).equals(sender.node()))
        .findFirst()
        .orElseThrow();
  }

  private int otherThan(Integer... indexes) {
    List<Integer> others = List.of(indexes);
    return IntStream.range(0, nodes.size())
        .filter(i -> !others.contains(i))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the clients of a node, among which are clients of each transport. */
  private List<ChatClient> clientsOf(int node) {
    String name = ChatProcess.name(nodes.get(node).port());
    List<ChatClient> found = clients.stream().filter(each -> each.node().equals(name)).toList();
    for (var transports : List.of(ChatClient.WEBSOCKET, ChatClient.POLLING, ChatClient.UPGRADE)) {
      assertThat(found).as("%s", transports).anyMatch(each -> each.uses(transports));
    }
    return found;
  }

  /** Starts a node again, and waits until the balancer selects it, because it has no clients. */
  private void restart(int index) throws Exception {
    ChatProcess node = start(nodes.get(index).port());
    nodes.set(index, node);
    awaitReady(node);
    await("the balancer selects the node again").until(() -> balancer.chosenNode() == index);
  }

  /** Ends a node as a supervisor does, and compares the ends of its clients with the drain. */
  private void drain(int index, List<ChatClient> ofNode) throws Exception {
    List<Integer> before = ofNode.stream().map(client -> client.ends().size()).toList();
    ChatProcess node = nodes.get(index);
    node.process().terminate();
    awaitAll(
        ofNode,
        client -> client.ends().size() > before.get(ofNode.indexOf(client)) && client.last() > 0);
    assertThat(node.process().ended().get(60, TimeUnit.SECONDS)).isEqualTo(TERMINATED);
    List<End> ends = new ArrayList<>();
    for (int i = 0; i < ofNode.size(); i++) {
      List<End> all = ofNode.get(i).ends();
      ends.addAll(all.subList(before.get(i), all.size()));
    }
    assertThat(ends).hasSameSizeAs(ofNode).extracting(End::reason).containsOnly("transport close");
    var times = ends.stream().mapToLong(End::nanos).summaryStatistics();
    assertThat(Duration.ofNanos(times.getMax() - times.getMin()))
        .as("the time from the first end to the last")
        .isGreaterThan(DRAIN.dividedBy(2));
  }

  private void stopSending() throws InterruptedException {
    timer.shutdown();
    assertThat(timer.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    await("all messages are acknowledged").until(() -> sender.acknowledged() == sent.get());
  }

  private static void awaitAll(List<ChatClient> some, Predicate<ChatClient> fact) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(some).filteredOn(fact.negate()).isEmpty());
  }

  private static ConditionFactory await(String fact) {
    return Awaitility.await(fact).atMost(60, TimeUnit.SECONDS);
  }
}
