package io.sidecast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecast.SocketIoServer;
import io.sidecast.limit.Limit;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The metrics of a server with a real client. */
class SidecastMetricsTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final SocketIoServer server =
      SocketIoServer.builder()
          .port(0)
          .host("127.0.0.1")
          .broker("none")
          .limit(Limit.ROOMS_PER_SOCKET, 2)
          .eventObserver(SidecastMetrics.handlers(registry, "join"))
          .build();

  private final CompletableFuture<Void> left = new CompletableFuture<>();

  @BeforeEach
  void start() {
    SidecastMetrics.of(server).bindTo(registry);
    server.onConnection(socket -> socket.onDisconnect(reason -> left.complete(null)));
    server.answer("join", String.class, (socket, room) -> socket.join(room).thenApply(any -> room));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private double connections(String transport) {
    return registry.get("sidecast.connections").tag("transport", transport).gauge().value();
  }

  private long handled(String event, String outcome) {
    return registry
        .get("sidecast.handler.duration")
        .tags("namespace", "/", "event", event, "outcome", outcome)
        .timer()
        .count();
  }

  private double count(String name, String tag, String value) {
    return registry.get(name).tag(tag, value).functionCounter().count();
  }

  private static String join(Socket client, String room) throws Exception {
    return call(client, "join", room);
  }

  private static String call(Socket client, String event, String argument) throws Exception {
    var answer = new CompletableFuture<String>();
    client.emit(event, new Object[] {argument}, (Ack) args -> answer.complete((String) args[0]));
    return answer.get(20, TimeUnit.SECONDS);
  }

  @Test
  void gaugesFollowTheClients() throws Exception {
    assertThat(connections("websocket") + connections("polling")).isZero();
    var options = IO.Options.builder().setForceNew(true).build();
    var client = IO.socket(URI.create("http://127.0.0.1:" + server.port()), options);
    client.connect();
    join(client, "one");
    join(client, "two");
    assertThat(connections("websocket") + connections("polling")).isEqualTo(1);
    assertThat(gauge("sidecast.sockets")).isEqualTo(1);
    assertThat(gauge("sidecast.rooms")).isEqualTo(2);
    assertThat(gauge("sidecast.cluster.nodes")).isEqualTo(1);
    assertThat(registry.get("sidecast.cluster.state").tag("state", "up").gauge().value())
        .isEqualTo(1);
    assertThat(registry.get("sidecast.cluster.state").tag("state", "down").gauge().value())
        .isZero();
    client.disconnect();
    left.get(20, TimeUnit.SECONDS);
    assertThat(gauge("sidecast.sockets")).isZero();
    assertThat(gauge("sidecast.rooms")).isZero();
  }

  @Test
  void handlersAreTimedByTheEventsOfTheApplication() throws Exception {
    server.on(
        "fail",
        (socket, args, ack) -> {
          throw new IllegalStateException("thrown by the test");
        });
    var options = IO.Options.builder().setForceNew(true).build();
    var client = IO.socket(URI.create("http://127.0.0.1:" + server.port()), options);
    client.connect();
    join(client, "one");
    client.emit("chosen by a client");
    client.emit("fail");
    join(client, "two"); // a fence
    join(client, "one"); // the end of the fence's own time
    assertThat(handled("join", "success")).isBetween(2L, 3L);
    assertThat(handled("other", "success")).isEqualTo(1);
    assertThat(handled("other", "error")).isEqualTo(1);
    assertThat(registry.find("sidecast.handler.duration").timers()).hasSize(4);
    client.disconnect();
  }

  @Test
  void limitsThatWereReachedAreCounted() throws Exception {
    var options = IO.Options.builder().setForceNew(true).build();
    var client = IO.socket(URI.create("http://127.0.0.1:" + server.port()), options);
    client.connect();
    join(client, "one");
    join(client, "two");
    client.emit("join", "three");
    join(client, "two"); // a fence
    assertThat(count("sidecast.limit.hits", "limit", "rooms_per_socket")).isEqualTo(1);
    client.disconnect();
  }

  @Test
  void trafficAndAcknowledgementsAreCounted() throws Exception {
    server.answer(
        "question me",
        String.class,
        (socket, question) -> socket.emitWithAck("question", question).thenApply(any -> question));
    var options = IO.Options.builder().setForceNew(true).build();
    var client = IO.socket(URI.create("http://127.0.0.1:" + server.port()), options);
    client.on("question", args -> ((Ack) args[1]).call(args[0]));
    client.connect();
    assertThat(call(client, "question me", "why")).isEqualTo("why");
    assertThat(count("sidecast.acks", "outcome", "answered")).isEqualTo(1);
    assertThat(count("sidecast.acks", "outcome", "timeout")).isZero();
    FunctionTimer duration = registry.get("sidecast.ack.duration").functionTimer();
    assertThat(duration.count()).isEqualTo(1);
    assertThat(duration.totalTime(TimeUnit.SECONDS)).isBetween(1e-9, 20.0);
    assertThat(registry.get("sidecast.heartbeat.rtt").functionTimer().count()).isZero();
    assertThat(count("sidecast.messages", "direction", "received")).isEqualTo(3);
    assertThat(count("sidecast.messages", "direction", "sent")).isEqualTo(3);
    assertThat(count("sidecast.bytes", "direction", "received")).isGreaterThan(50);
    assertThat(count("sidecast.bytes", "direction", "sent")).isGreaterThan(50);
    client.disconnect();
  }

  @Test
  void namesFollowTheConventionsOfPrometheus() {
    var prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    SidecastMetrics.of(server).bindTo(prometheus);
    assertThat(prometheus.scrape())
        .contains("sidecast_connections{transport=\"websocket\"} 0.0")
        .contains("sidecast_connections_opened_total 0.0")
        .contains("sidecast_connections_closed_total{reason=\"ping_timeout\"} 0.0")
        .contains("sidecast_requests_refused_total{error=\"forbidden\"} 0.0")
        .contains("sidecast_cluster_outbox_bytes 0.0")
        .contains("sidecast_cluster_publish_seconds_count 0")
        .contains("sidecast_cluster_round_trip_seconds_sum 0.0")
        .contains("sidecast_cluster_messages_total{outcome=\"published\"} 0.0")
        .contains("sidecast_acks_total{outcome=\"left\"} 0.0")
        .contains("sidecast_ack_duration_seconds_count 0")
        .contains("sidecast_bytes_total{direction=\"received\"} 0.0")
        .contains("sidecast_messages_total{direction=\"sent\"} 0.0")
        .contains("sidecast_heartbeat_rtt_seconds_sum 0.0")
        .contains("sidecast_clients_cut_total{reason=\"slow\"} 0.0")
        .contains("sidecast_limit_hits_total{limit=\"connections\"} 0.0")
        .contains("sidecast_cluster_state{state=\"up\"} 1.0")
        .doesNotContain("NaN");
  }
}
