package io.sidecast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.cluster.ClusterTracing.Operation;
import io.sidecast.cluster.ClusterTracing.Sending;
import io.sidecast.junit.SidecastExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The traces of two servers, each with a tracer of its own. */
@Tag("slow")
class ClusterObservationsTest {

  /** Samples no trace that begins here, but those of other nodes. */
  private final TracedNode silent = new TracedNode(Sampler.alwaysOff());

  private final TracedNode first = new TracedNode(Sampler.alwaysOn());
  private final TracedNode second = new TracedNode(Sampler.alwaysOn());
  private final List<TracedNode> nodes = List.of(first, second, silent);

  private final AtomicInteger built = new AtomicInteger();

  @RegisterExtension
  final SidecastExtension cluster = SidecastExtension.cluster(3, io -> {}).settings(this::traced);

  private SocketIoServerBuilder traced(SocketIoServerBuilder builder) {
    ObservationRegistry registry = nodes.get(built.getAndIncrement()).registry;
    return builder.clusterTracing(SidecastMetrics.clusterTracing(registry));
  }

  @AfterEach
  void close() {
    nodes.forEach(TracedNode::close);
  }

  /** A handler on one server, with the ids of its traces. */
  private record Handler(BlockingQueue<String> traces) {

    static Handler of(SocketIoServer server, TracedNode node, String event, Runnable next) {
      var handler = new Handler(new LinkedBlockingQueue<>());
      server.onServerSideEmit(
          event,
          (args, ack) -> {
            var context = node.current();
            handler.traces.add(context == null ? "none" : context.traceId());
            next.run();
            if (ack.isRequested()) {
              ack.send("done");
            }
          });
      return handler;
    }

    @Nullable String next() throws InterruptedException {
      return traces.poll(20, TimeUnit.SECONDS);
    }
  }

  private static SpanData span(TracedNode node, String name) {
    return await("the span " + name)
        .atMost(Duration.ofSeconds(20))
        .until(() -> find(node, name), found -> found != null);
  }

  private static @Nullable SpanData find(TracedNode node, String name) {
    return node.spans.stream().filter(span -> span.getName().equals(name)).findAny().orElse(null);
  }

  private static String tag(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  @Test
  void aServerSideEventAndTheNextOneBelongToTheTraceOfTheFirstEmit() throws Exception {
    SocketIoServer one = cluster.server(0);
    SocketIoServer two = cluster.server(1);
    Handler onTwo = Handler.of(two, second, "order", () -> two.serverSideEmit("shipped"));
    Handler onOne = Handler.of(one, first, "shipped", () -> {});
    String trace = first.inSpan(() -> one.serverSideEmit("order", 42));
    assertThat(onTwo.next()).isEqualTo(trace);
    assertThat(onOne.next()).isEqualTo(trace);

    SpanData send = span(first, "send sidecast/servers");
    SpanData process = span(second, "process sidecast/servers");
    SpanData again = span(second, "send sidecast/servers");
    SpanData end = span(first, "process sidecast/servers");
    assertThat(List.of(send, process, again, end))
        .extracting(SpanData::getTraceId)
        .containsOnly(trace);
    assertThat(process.getParentSpanContext().isRemote()).isTrue();
    assertThat(process.getParentSpanId()).isEqualTo(send.getSpanId());
    assertThat(again.getParentSpanId()).isEqualTo(process.getSpanId());
    assertThat(end.getParentSpanId()).isEqualTo(again.getSpanId());
    assertThat(send.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(tag(send, "messaging.system")).isEqualTo("sidecast");
    assertThat(tag(send, "messaging.operation.type")).isEqualTo("send");
    assertThat(tag(process, "messaging.operation.type")).isEqualTo("process");
    assertThat(tag(process, "messaging.destination.template")).isEqualTo("sidecast/servers");
    assertThat(tag(process, "outcome")).isEqualTo("success");
  }

  @Test
  void anEmitToClientsAndARequestHaveTheirSpansOnBothNodes() throws Exception {
    String trace =
        first.inSpan(
            () -> {
              cluster.server(0).emit("news", "headline");
              cluster.server(0).fetchSockets();
            });
    SpanData received = span(second, "receive sidecast/rooms");
    SpanData requested = span(second, "receive sidecast/requests");
    assertThat(received.getTraceId()).isEqualTo(trace);
    assertThat(received.getParentSpanId())
        .isEqualTo(span(first, "send sidecast/rooms").getSpanId());
    assertThat(requested.getTraceId()).isEqualTo(trace);
    assertThat(requested.getParentSpanId())
        .isEqualTo(span(first, "send sidecast/requests").getSpanId());
  }

  @Test
  void anAcknowledgedEventHasItsHandlerInTheTrace() throws Exception {
    Handler onTwo = Handler.of(cluster.server(1), second, "stock", () -> {});
    Handler onThree = Handler.of(cluster.server(2), silent, "stock", () -> {});
    String trace =
        first.inSpan(
            () -> {
              var unused = cluster.server(0).serverSideEmitWithAck("stock");
            });
    assertThat(onTwo.next()).isEqualTo(trace);
    assertThat(onThree.next()).isEqualTo(trace);
    assertThat(span(silent, "process sidecast/servers").getTraceId()).isEqualTo(trace);
  }

  @Test
  void aHandlerThatThrowsFailsItsSpan() {
    cluster
        .server(1)
        .onServerSideEmit(
            "order",
            args -> {
              throw new IllegalStateException("sold out");
            });
    first.inSpan(() -> cluster.server(0).serverSideEmit("order"));
    SpanData process = span(second, "process sidecast/servers");
    assertThat(process.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(tag(process, "outcome")).isEqualTo("error");
  }

  /** The sampled event is a fence: it follows the unsampled one on the same channel. */
  @Test
  void aTraceThatIsNotSampledStaysSo() throws Exception {
    Handler onTwo = Handler.of(cluster.server(1), second, "quiet", () -> {});
    Handler fence = Handler.of(cluster.server(1), second, "fence", () -> {});
    String trace = silent.inSpan(() -> cluster.server(2).serverSideEmit("quiet"));
    assertThat(onTwo.next()).isEqualTo(trace);
    String sampled = first.inSpan(() -> cluster.server(0).serverSideEmit("fence"));
    assertThat(fence.next()).isEqualTo(sampled);
    span(second, "process sidecast/servers");
    assertThat(second.spans).extracting(SpanData::getTraceId).containsOnly(sampled);
    assertThat(silent.spans).extracting(SpanData::getTraceId).doesNotContain(trace);
  }

  /** Without the handlers of a tracer nothing writes the fields. */
  @Test
  void aRegistryWithoutATracerNamesNoTrace() {
    Sending sending =
        SidecastMetrics.clusterTracing(ObservationRegistry.create()).send(Operation.EMIT);
    assertThat(sending.trace()).isNull();
    sending.end(null);
  }
}
