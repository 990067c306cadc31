package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.cluster.OutboxLimit;
import io.sidecast.http.CompressionSettings;
import io.sidecast.transport.http.HttpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings out of range. Confined to the test thread. */
class RangesTest {

  private static final Map<String, BiConsumer<SocketIoServerBuilder, Duration>> DURATIONS =
      Map.ofEntries(
          Map.entry("nodeTimeout", SocketIoServerBuilder::nodeTimeout),
          Map.entry("brokerTimeout", SocketIoServerBuilder::brokerTimeout),
          Map.entry("ackTimeout", SocketIoServerBuilder::ackTimeout),
          Map.entry("connectTimeout", SocketIoServerBuilder::connectTimeout),
          Map.entry("pingInterval", SocketIoServerBuilder::pingInterval),
          Map.entry("pingTimeout", SocketIoServerBuilder::pingTimeout),
          Map.entry("upgradeTimeout", SocketIoServerBuilder::upgradeTimeout),
          Map.entry("allowRequestTimeout", SocketIoServerBuilder::allowRequestTimeout),
          Map.entry("requestBodyTimeout", SocketIoServerBuilder::requestBodyTimeout),
          Map.entry("requestHeadTimeout", SocketIoServerBuilder::requestHeadTimeout),
          Map.entry("tlsHandshakeTimeout", SocketIoServerBuilder::tlsHandshakeTimeout));

  private static final Map<String, BiConsumer<SocketIoServerBuilder, Integer>> NUMBERS =
      Map.of(
          "roomBuckets", SocketIoServerBuilder::roomBuckets,
          "broadcastAbove", SocketIoServerBuilder::broadcastAbove,
          "maxPayload", SocketIoServerBuilder::maxPayload,
          "maxBufferedBytes", SocketIoServerBuilder::maxBufferedBytes,
          "maxBodyChunks", SocketIoServerBuilder::maxBodyChunks,
          "maxHandlerThreads", SocketIoServerBuilder::maxHandlerThreads,
          "eventLoops", SocketIoServerBuilder::eventLoops);

  static Stream<Arguments> durations() {
    return DURATIONS.keySet().stream()
        .flatMap(
            setting ->
                Stream.of(
                        Duration.ZERO,
                        Duration.ofMillis(-1),
                        Duration.ofNanos(1),
                        Duration.ofDays(200_000),
                        Duration.ofSeconds(Long.MAX_VALUE))
                    .map(value -> Arguments.of(setting, value)));
  }

  @ParameterizedTest
  @MethodSource("durations")
  void aDurationOutOfRangeIsRefused(String setting, Duration value) {
    var builder = SocketIoServer.builder();
    assertThatThrownBy(() -> DURATIONS.get(setting).accept(builder, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(setting + " must be PT0.")
        .hasMessageContaining("to PT8760H, not " + value);
    DURATIONS.get(setting).accept(builder, Duration.ofSeconds(1));
  }

  static Stream<Arguments> numbers() {
    return NUMBERS.keySet().stream()
        .flatMap(
            setting ->
                Stream.of(0, -1, Integer.MIN_VALUE).map(value -> Arguments.of(setting, value)));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void aNumberOutOfRangeIsRefused(String setting, int value) {
    var builder = SocketIoServer.builder();
    assertThatThrownBy(() -> NUMBERS.get(setting).accept(builder, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(setting + " must be 1 to ")
        .hasMessageEndingWith(", not " + value);
    NUMBERS.get(setting).accept(builder, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void aPortOutOfRangeIsRefused(int port) {
    assertThatThrownBy(() -> SocketIoServer.builder().port(port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port must be 0 to 65535, not " + port);
  }

  @Test
  void moreBucketsThanAnyBrokerHasAreRefused() {
    assertThatThrownBy(() -> SocketIoServer.builder().roomBuckets(65_537))
        .hasMessage("roomBuckets must be 1 to 65536, not 65537");
  }

  @Test
  void aNumberBelowItsLeastIsRefused() {
    var builder = SocketIoServer.builder();
    assertThatThrownBy(() -> builder.maxHeaderSize(1_023))
        .hasMessage("maxHeaderSize must be at least 1024 bytes, not 1023");
    assertThatThrownBy(() -> builder.maxWaitingBytes((1 << 20) - 1))
        .hasMessage("maxWaitingBytes must be at least 1 MiB, not 1048575");
    builder.maxHeaderSize(1_024).maxWaitingBytes(1 << 20);
  }

  @Test
  void aTransportMayBeNamedTwice() {
    var builder = SocketIoServer.builder().broker("none");
    try (SocketIoServer server = builder.transports("polling", "polling").build()) {
      assertThat(server.state()).isEqualTo(LifecycleState.NEW);
    }
    assertThatThrownBy(() -> builder.transports("carrier pigeon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("transports are 'polling' and 'websocket' only");
    assertThatThrownBy(() -> builder.transports())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at least one transport is needed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "127.0.0.1\n"})
  void aHostThatIsNoAddressIsRefused(String host) {
    var builder = SocketIoServer.builder();
    assertThatThrownBy(() -> builder.host(host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("host must be a host name or an IP address");
    builder.host("::1").host("fe80::1%eth0").host("example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "socket.io", "/", "//", "/a?b"})
  void aPathThatNamesNoFolderIsRefused(String path) {
    var builder = SocketIoServer.builder();
    assertThatThrownBy(() -> builder.path(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("path must begin with '/' and name a folder, for example /socket.io");
    builder.path("/a").path("/a/b/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "healthz", "/healthz?full"})
  void thePathOfARouteIsRefused(String path) {
    assertThatThrownBy(() -> SocketIoServer.builder().route(path, call -> null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the path of a route must begin with '/'");
  }

  static Stream<String> notLabels() {
    return Stream.of("", "a\nb", "a\u0000", "\u0085", "x".repeat(256));
  }

  @ParameterizedTest
  @MethodSource("notLabels")
  void aLabelThatIsNoLineIsRefused(String label) {
    for (var builder : List.of(SocketIoServer.builder(), SidecastEmitter.builder())) {
      assertThatThrownBy(() -> builder.nodeLabel(label))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("nodeLabel must be 1 to 255 characters");
      builder.nodeLabel("x".repeat(255)).nodeLabel("Knoten 1: ä");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a.b", "ä", "a\n", "012345678901234567890123456789012"})
  void aPrefixOfOtherCharactersIsRefused(String prefix) {
    for (var builder : List.of(SocketIoServer.builder(), SidecastEmitter.builder())) {
      assertThatThrownBy(() -> builder.brokerPrefix(prefix))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("brokerPrefix must be 1 to 32 characters of [A-Za-z0-9_-]");
      builder.brokerPrefix("a-B_9");
    }
  }

  @Test
  void theRecordsOfSettingsCheckThemselves() {
    assertThatThrownBy(() -> new OutboxLimit(0, 1, 0)).hasMessageContaining("outboxLimit");
    assertThatThrownBy(() -> OutboxLimit.DEFAULT.withOutageBytes(-1))
        .hasMessageContaining("outboxLimit");
    assertThatThrownBy(() -> CompressionSettings.DEFAULT.withPolling(true, -1))
        .hasMessageContaining("-1 for polling");
    assertThatThrownBy(() -> HttpSettings.DEFAULT.timeouts().withIdle(Duration.ofDays(200_000)))
        .hasMessageContaining("idleTimeout must be");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 200_000})
  void theTimeoutOfAnOperatorIsRefused(long days) {
    try (SocketIoServer server = SocketIoServer.builder().broker("none").build()) {
      assertThatThrownBy(() -> server.timeout(Duration.ofDays(days)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("timeout must be positive and at most PT8760H");
      assertThat(server.timeout(Duration.ofDays(1))).isNotNull();
    }
  }
}
