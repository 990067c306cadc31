package io.sidecast.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecast.cluster.ClusterState;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.TotalTime;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The meters of one node of a cluster.
 *
 * @param registry the registry, which refers to the source weakly
 * @param source the server or emitter
 * @param stats reads its counters
 * @param nodes reads the nodes that it sees
 * @param <S> the type of the source
 */
record ClusterMeters<S>(
    MeterRegistry registry,
    S source,
    Function<S, ClusterStats> stats,
    Function<S, List<NodeInfo>> nodes) {

  void bind() {
    Gauge.builder("sidecast.cluster.nodes", source, of -> nodes.apply(of).size())
        .description("Nodes of the cluster that this node sees")
        .register(registry);
    for (ClusterState state : ClusterState.values()) {
      state(state);
    }
    gauge("requests", "Requests of this node that wait for responses", ClusterStats::requests);
    gauge(
        "requests.incoming", "Requests of other nodes in progress", ClusterStats::incomingRequests);
    gauge("room.channels", "Subscribed room channels", ClusterStats::roomChannels);
    Gauge.builder("sidecast.cluster.outbox", source, of -> (double) stats.apply(of).waitingBytes())
        .baseUnit("bytes")
        .description("Bytes of messages that the broker has not accepted yet")
        .register(registry);
    time("publish", "Time until the broker accepts a probe", ClusterStats::publishTime);
    time("round.trip", "Time until a probe returns from the broker", ClusterStats::roundTripTime);
    messages("published", ClusterStats::published);
    messages("failed", ClusterStats::failed);
    messages("received", ClusterStats::received);
    messages("lost", ClusterStats::lost);
    messages("malformed", ClusterStats::malformed);
    messages("refused", ClusterStats::refused);
    messages("stale", ClusterStats::stale);
    messages("over_limit", ClusterStats::overLimit);
  }

  private void state(ClusterState state) {
    Gauge.builder("sidecast.cluster.state", source, of -> stats.apply(of).state() == state ? 1 : 0)
        .tag("state", state.name().toLowerCase(Locale.ROOT))
        .description("1 for the present state of the connection to the cluster")
        .register(registry);
  }

  private void gauge(String name, String description, ToDoubleFunction<ClusterStats> value) {
    Gauge.builder("sidecast.cluster." + name, source, of -> value.applyAsDouble(stats.apply(of)))
        .description(description)
        .register(registry);
  }

  private void time(String name, String description, Function<ClusterStats, TotalTime> value) {
    FunctionTimer.builder(
            "sidecast.cluster." + name,
            source,
            of -> value.apply(stats.apply(of)).count(),
            of -> value.apply(stats.apply(of)).nanos(),
            TimeUnit.NANOSECONDS)
        .description(description)
        .register(registry);
  }

  private void messages(String outcome, ToLongFunction<ClusterStats> value) {
    FunctionCounter.builder(
            "sidecast.cluster.messages", source, of -> value.applyAsLong(stats.apply(of)))
        .tag("outcome", outcome)
        .description("Messages between this node and the others by outcome")
        .register(registry);
  }
}
