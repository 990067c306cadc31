package io.sidecast.adapter;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterBus.RemoteResponses;
import io.sidecast.cluster.bus.ClusterListener.Responder;
import io.sidecast.operation.ResponsePart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Collects the response of this node to its own request. Thread-safe. */
final class LocalResponseCollector implements Responder {

  private final NodeId self;
  private final CompletableFuture<LocalResponseCollector> complete = new CompletableFuture<>();
  private final List<ResponsePart> parts = new ArrayList<>();
  private int expected = 1;

  LocalResponseCollector(NodeId self) {
    this.self = self;
  }

  CompletableFuture<LocalResponseCollector> complete() {
    return complete;
  }

  @Override
  public synchronized void send(int expected, List<ResponsePart> more) {
    this.expected = expected;
    parts.addAll(more);
    if (parts.size() >= expected) {
      complete.complete(this);
    }
  }

  /** Ends the response. {@link #with} reports the parts that are not sent as outstanding. */
  @Override
  public synchronized void failed(Throwable why) {
    expected = Math.max(expected, parts.size() + 1);
    complete.complete(this);
  }

  synchronized Adapter.Responses with(RemoteResponses remote) {
    var all = new ArrayList<>(parts);
    all.addAll(remote.parts());
    var outstanding = new HashMap<String, Integer>();
    remote.outstanding().forEach((node, count) -> outstanding.put(node.text(), count));
    if (expected > parts.size()) {
      outstanding.put(self.text(), expected - parts.size());
    }
    return new Adapter.Responses(
        List.copyOf(all),
        outstanding,
        remote.missing().stream().map(NodeId::text).collect(Collectors.toUnmodifiableSet()));
  }
}
