package io.sidecast.conformance;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/** Any thread. One network in front of several servers. */
final class FaultProxies implements Faults {

  private final List<FaultProxy> proxies;
  private final UnaryOperator<URI> entrance;
  private final IntSupplier connections;

  /** Proxies that fail together, and how the URI of their servers becomes theirs. */
  FaultProxies(List<FaultProxy> proxies, UnaryOperator<URI> entrance) {
    this(proxies, entrance, () -> proxies.stream().mapToInt(FaultProxy::connections).sum());
  }

  /** The same, where others than the nodes connect through the proxies, too. */
  FaultProxies(
      List<FaultProxy> proxies, UnaryOperator<URI> entrance, IntSupplier connectionsOfNodes) {
    this.proxies = proxies;
    this.entrance = entrance;
    this.connections = connectionsOfNodes;
  }

  @Override
  public URI entrance(URI broker) {
    return entrance.apply(broker);
  }

  @Override
  public void cut() {
    proxies.forEach(FaultProxy::cut);
  }

  @Override
  public void refuse() {
    proxies.forEach(FaultProxy::refuse);
  }

  @Override
  public void blackHole() {
    proxies.forEach(FaultProxy::blackHole);
  }

  /** Each lets so many pass; the first that has done so completes the future. */
  @Override
  public CompletableFuture<Void> blackHoleAfter(long bytes) {
    return CompletableFuture.anyOf(
            proxies.stream()
                .map(proxy -> proxy.blackHoleAfter(bytes))
                .toArray(CompletableFuture<?>[]::new))
        .thenRun(() -> {});
  }

  @Override
  public void delay(Duration delay) {
    proxies.forEach(proxy -> proxy.delay(delay));
  }

  @Override
  public void heal() {
    proxies.forEach(FaultProxy::heal);
  }

  @Override
  public int connections() {
    return connections.getAsInt();
  }

  @Override
  public long refusals() {
    return proxies.stream().mapToLong(FaultProxy::refusals).sum();
  }

  @Override
  public void close() {
    proxies.forEach(FaultProxy::close);
  }
}
