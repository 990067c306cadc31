package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.BrokerChoice.Use;
import io.sidecast.ClusterOptions.BusDependencies;
import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.engine.EngineSettings;
import io.sidecast.socket.HandlerModes;
import io.sidecast.transport.EventLoops;
import io.sidecast.transport.TransportSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A server and an emitter whose broker does not confirm while they join their cluster. */
class OvertakenStartTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final SilentProvider provider = new SilentProvider();
  private final BrokerChoice choice =
      new BrokerChoice(new Use(provider, URI.create("silent://here")), "the test");
  private final ServerThreads threads = ServerThreads.create(false, 4);

  /** A provider that opens its broker at once. */
  private static final class SilentProvider implements BrokerProvider {
    final SilentBroker broker = new SilentBroker();

    @Override
    public Set<String> schemes() {
      return Set.of("silent");
    }

    @Override
    public URI defaultUri() {
      return URI.create("silent://here");
    }

    @Override
    public BrokerOpening open(BrokerConfig config, BrokerListener listener) {
      return new BrokerOpening(CompletableFuture.completedStage(broker), () -> {});
    }
  }

  /** A broker that confirms no subscription before it is closed. Thread-safe. */
  private static final class SilentBroker implements Broker {
    final CompletableFuture<Void> asked = new CompletableFuture<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();

    @Override
    public BrokerFeatures features() {
      return new BrokerFeatures(Set.of(), 100_000, 4, Duration.ofMinutes(10));
    }

    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
      asked.complete(null);
      return closed.thenCompose(done -> CompletableFuture.failedStage(BrokerException.closed()));
    }

    @Override
    public CompletionStage<Void> unsubscribe(Channel channel) {
      return subscribe(channel);
    }

    @Override
    public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
      return CompletableFuture.failedStage(
          new BrokerException(BrokerException.Kind.UNAVAILABLE, "not subscribed yet"));
    }

    @Override
    public void reopen(String reason) {}

    @Override
    public CompletionStage<Void> close() {
      closed.complete(null);
      return closed;
    }
  }

  private void assertEnds(CompletionStage<?> started, CompletionStage<Void> closed) {
    assertThat(provider.broker.closed).succeedsWithin(SOON);
    assertThat(closed.toCompletableFuture()).succeedsWithin(SOON);
    assertThat(started.toCompletableFuture())
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOf(IllegalStateException.class)
        .withMessageContaining("closed while it started");
    assertThat(threads.timer().isShutdown()).as("the threads end").isTrue();
  }

  private SidecastEmitter emitter() {
    SidecastEmitterBuilder options = SidecastEmitter.builder();
    var bus =
        options.bus(
            choice, new BusDependencies("emitter", false, ClusterEvents.NONE, Optional::empty));
    var sockets =
        options.sockets(threads, (socket, occasion, error) -> {}, false, HandlerModes.BLOCKING);
    return new SidecastEmitter(new SidecastEmitter.Parts(threads, bus, choice), sockets);
  }

  private ServerLifecycle server() {
    SocketIoServerBuilder options = SocketIoServer.builder();
    var bus =
        options.bus(
            choice, new BusDependencies("server", true, ClusterEvents.NONE, Optional::empty));
    var sockets =
        options.sockets(threads, (socket, occasion, error) -> {}, false, HandlerModes.BLOCKING);
    var engine = EngineSettings.builder().build();
    var transport = TransportSettings.onPort(0);
    var loops = new EventLoops(transport.loops());
    return new ServerLifecycle(
        new ServerLifecycle.Parts(threads, bus, sockets, engine, transport, loops, false), choice);
  }

  @Test
  void closedEmitterEndsItsStartAndItsThreads() {
    SidecastEmitter emitter = emitter();
    var started = emitter.startAsync();
    assertThat(provider.broker.asked).succeedsWithin(SOON);
    assertEnds(started, emitter.closeAsync());
  }

  @Test
  void closedServerEndsItsStartAndItsThreads() {
    ServerLifecycle server = server();
    var started = server.startAsync();
    assertThat(provider.broker.asked).succeedsWithin(SOON);
    assertEnds(started, server.closeAsync());
  }

  @Test
  void emitterThatNeverStartedEndsItsThreads() {
    assertThat(emitter().closeAsync().toCompletableFuture()).succeedsWithin(SOON);
    assertThat(threads.timer().isShutdown()).isTrue();
  }
}
