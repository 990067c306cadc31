package io.sidecast.conformance.redis;

import io.sidecast.conformance.FaultProxy;
import io.sidecast.conformance.Faults;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/** One network in front of several servers, made of one proxy for each. Thread-safe. */
final class FaultProxies implements Faults {

  private final List<FaultProxy> proxies;
  private final UnaryOperator<URI> entrance;
  private final IntSupplier connections;

  /**
   * Combines proxies that fail together.
   *
   * @param proxies one proxy for each server
   * @param entrance maps the URI of the servers to the URI of the proxies
   */
  FaultProxies(List<FaultProxy> proxies, UnaryOperator<URI> entrance) {
    this(proxies, entrance, () -> proxies.stream().mapToInt(FaultProxy::connections).sum());
  }

  /**
   * Combines proxies that other clients than the nodes use as well.
   *
   * @param proxies one proxy for each server
   * @param entrance maps the URI of the servers to the URI of the proxies
   * @param connectionsOfNodes the number of connections that nodes have opened
   */
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

  /**
   * Becomes a black hole for each server after a number of bytes. The future completes when the
   * first proxy has reached that number.
   */
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
