package io.sidecast.cluster.node;

import static io.sidecast.cluster.node.RecordingNode.await;
import static io.sidecast.cluster.node.RecordingNode.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.cluster.ClusterTracing;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.TraceContext;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages with and without traces between nodes with and without tracing. */
@Timeout(120)
@Tag("slow")
class TracedMessagesTest {

  private static final Audience ALL = Audience.allSockets("/");
  private static final Duration LONG = Duration.ofSeconds(30);

  private final LoopbackBroker.Hub hub = new LoopbackBroker.Hub();
  private final List<RecordingNode> nodes = new ArrayList<>();

  /** The trace of each thread, and the ends of its messages. */
  private static final class ThreadTraces implements ClusterTracing {
    static final ThreadLocal<@Nullable TraceContext> CURRENT = new ThreadLocal<>();
    final Queue<String> ends = new ConcurrentLinkedQueue<>();

    @Override
    public Sending send(Operation operation) {
      TraceContext trace = CURRENT.get();
      return new Sending() {
        @Override
        public @Nullable TraceContext trace() {
          return trace;
        }

        @Override
        public void end(@Nullable Throwable failure) {
          ends.add("sent " + operation + " " + failure);
        }
      };
    }

    @Override
    public Handling receive(Operation operation, TraceContext trace) {
      CURRENT.set(trace);
      return failure -> {
        CURRENT.remove();
        ends.add("received " + operation + " " + failure);
      };
    }

    String ofThread() {
      TraceContext trace = CURRENT.get();
      return trace == null ? "none" : trace.traceparent() + trace.tracestate();
    }
  }

  /** Throws at each call. */
  private static final class FailingTraces implements ClusterTracing {
    final Queue<String> calls = new ConcurrentLinkedQueue<>();
    volatile boolean failsAtOnce = true;

    private RuntimeException failure(String call) {
      calls.add(call);
      return new IllegalStateException("thrown by the test");
    }

    @Override
    public Sending send(Operation operation) {
      if (failsAtOnce) {
        throw failure("send");
      }
      return new Sending() {
        @Override
        public TraceContext trace() {
          throw failure("trace");
        }

        @Override
        public void end(@Nullable Throwable cause) {
          throw failure("end of send");
        }
      };
    }

    @Override
    public Handling receive(Operation operation, TraceContext trace) {
      if (failsAtOnce) {
        throw failure("receive");
      }
      return cause -> {
        throw failure("end of receive");
      };
    }
  }

  private final ThreadTraces traces = new ThreadTraces();

  @AfterEach
  void close() {
    ThreadTraces.CURRENT.remove();
    nodes.forEach(RecordingNode::close);
    hub.close();
  }

  private RecordingNode node(@Nullable ClusterTracing tracing) {
    var node = RecordingNode.start(hub, EnvelopeKeys.NONE, tracing);
    node.trace = traces::ofThread;
    nodes.add(node);
    return node;
  }

  private static TraceContext trace(int number) {
    return new TraceContext(
        "00-0af7651916cd43dd8448eb211c80319c-%016x-01".formatted(number), "vendor=" + number);
  }

  private static String text(TraceContext trace) {
    return trace.traceparent() + trace.tracestate();
  }

  @Test
  void eachKindOfMessageIsDeliveredInTheTraceOfItsSender() {
    RecordingNode a = node(traces);
    RecordingNode b = node(traces);
    RecordingNode.awaitMembers(nodes);
    ThreadTraces.CURRENT.set(trace(1));
    await(a.emit("hello"));
    ThreadTraces.CURRENT.set(trace(2));
    await(a.bus.serverSideEmit("/chat", packet("event")));
    ThreadTraces.CURRENT.set(trace(3));
    var count = new ClusterRequest.Count(ALL);
    assertThat(await(a.bus.request(count, LONG)).missing()).isEmpty();
    ThreadTraces.CURRENT.set(trace(4));
    var event = new ClusterRequest.ServerSideEmit(ALL, packet("event"));
    assertThat(await(a.bus.request(event, LONG)).missing()).isEmpty();
    ThreadTraces.CURRENT.remove();
    await(a.emit("fence"));
    await("the fence", () -> b.emits.contains("fence"));
    assertThat(b.traces)
        .containsExactly(
            "hello in " + text(trace(1)),
            "/chat in " + text(trace(2)),
            "Count in " + text(trace(3)),
            "ServerSideEmit in " + text(trace(4)),
            "fence in none");
    assertThat(traces.ends)
        .contains(
            "sent EMIT null",
            "sent SERVER_SIDE_EMIT null",
            "sent REQUEST null",
            "received EMIT null",
            "received SERVER_SIDE_EMIT null",
            "received REQUEST null");
    assertThat(a.stats().malformed() + b.stats().malformed() + b.stats().lost()).isZero();
  }

  /** Many of them wait for the same channel, so they leave together. */
  @Test
  void eachMessageOfABatchHasItsOwnTrace() throws Exception {
    RecordingNode a = node(traces);
    RecordingNode b = node(traces);
    RecordingNode.awaitMembers(nodes);
    var threads = Executors.newFixedThreadPool(4);
    try {
      var emits = new ArrayList<Future<CompletionStage<Void>>>();
      for (int i = 1; i <= 2_000; i++) {
        int number = i;
        emits.add(
            threads.submit(
                () -> {
                  if (number % 3 == 0) {
                    ThreadTraces.CURRENT.remove();
                  } else {
                    ThreadTraces.CURRENT.set(trace(number));
                  }
                  return a.emit("emit " + number);
                }));
      }
      for (Future<CompletionStage<Void>> emit : emits) {
        await(emit.get());
      }
    } finally {
      threads.shutdown();
    }
    await("all emits", () -> b.traces.size() == 2_000);
    for (int i = 1; i <= 2_000; i++) {
      String trace = i % 3 == 0 ? "none" : text(trace(i));
      assertThat(b.traces).contains("emit " + i + " in " + trace);
    }
  }

  @Test
  void nodesWithAndWithoutTracingExchangeMessages() {
    RecordingNode traced = node(traces);
    RecordingNode plain = node(null);
    RecordingNode.awaitMembers(nodes);
    ThreadTraces.CURRENT.set(trace(1));
    await(traced.emit("from traced"));
    await(plain.emit("from plain"));
    await("the first emit", () -> plain.traces.contains("from traced in none"));
    await("the second emit", () -> traced.traces.contains("from plain in none"));
    assertThat(plain.stats().malformed()).isZero();
  }

  /** The owner of a room that is named like its socket forwards messages as they arrived. */
  @Test
  void aNodeWithoutTracingForwardsTheTrace() {
    RecordingNode sender = node(traces);
    RecordingNode owner = node(null);
    RecordingNode member = node(traces);
    RecordingNode.awaitMembers(nodes);
    String room = owner.info.id().newSocketId();
    member.bus.occupied("/", room);
    await(member.bus.inForce("/", List.of(room)));
    var audience = new Audience("/", Set.of(room), Set.of());
    ThreadTraces.CURRENT.set(trace(5));
    await(sender.bus.emit(audience, packet("to the room")));
    await(
        "the emit to be forwarded",
        () -> member.traces.contains("to the room in " + text(trace(5))));
    var count = new ClusterRequest.Count(audience);
    assertThat(await(sender.bus.request(count, LONG)).missing()).isEmpty();
    assertThat(member.traces).contains("Count in " + text(trace(5)));
    assertThat(owner.traces).contains("to the room in none", "Count in none");
  }

  @Test
  void aMessageThatNoOtherNodeNeedsHasNoTrace() {
    RecordingNode a = node(traces);
    node(traces);
    RecordingNode.awaitMembers(nodes);
    ThreadTraces.CURRENT.set(trace(6));
    var ownSocket = new Audience("/", Set.of(a.info.id().newSocketId()), Set.of());
    await(a.bus.emit(ownSocket, packet("local")));
    assertThat(traces.ends).isEmpty();
  }

  @Test
  void theEndOfAMessageThatIsNotSentHasTheFailure() {
    RecordingNode a = node(traces);
    var tooLarge = packet("x".repeat(200_000));
    assertThatThrownBy(() -> await(a.bus.emit(ALL, tooLarge))).hasMessageContaining("exceeds");
    await("the end", () -> !traces.ends.isEmpty());
    assertThat(traces.ends).singleElement().asString().contains("sent EMIT", "BrokerException");
  }

  @Test
  void exceptionsOfTracingChangeNothing() {
    var failing = new FailingTraces();
    RecordingNode a = node(traces);
    RecordingNode b = node(failing);
    RecordingNode.awaitMembers(nodes);
    ThreadTraces.CURRENT.set(trace(7));
    for (boolean atOnce : new boolean[] {true, false}) {
      failing.failsAtOnce = atOnce;
      String text = atOnce ? "fails at once" : "fails later";
      await(a.emit(text));
      await("the emit to arrive", () -> b.emits.contains(text));
      await(b.emit(text));
      await("the answer to arrive", () -> a.emits.contains(text));
      await(a.bus.request(new ClusterRequest.Count(ALL), LONG));
    }
    assertThat(failing.calls).contains("send", "receive", "trace", "end of send", "end of receive");
    assertThat(a.traces).contains("fails later in none");
    assertThat(a.stats().lost() + b.stats().lost()).isZero();
  }

  /** An exception without a text cannot be reported to the requester, and leaves the node. */
  private static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw this;
    }
  }

  @Test
  void theTraceOfARequestEndsAfterAnError() {
    RecordingNode a = node(traces);
    RecordingNode b = node(traces);
    RecordingNode.awaitMembers(nodes);
    b.atRequest =
        () -> {
          throw new UnreadableException();
        };
    ThreadTraces.CURRENT.set(trace(8));
    var count = new ClusterRequest.Count(ALL);
    assertThat(await(a.bus.request(count, Duration.ofSeconds(1))).missing())
        .containsExactly(b.info.id());
    assertThat(traces.ends).contains("received REQUEST null");
  }
}
