package io.sidecast.broker.rabbitmq;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.sidecast.broker.connection.BlockingCallExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Resolves host names on the waiting threads. Netty's default resolver would block the event loop.
 * Thread-safe.
 */
final class RabbitMqResolver extends AddressResolverGroup<InetSocketAddress> {

  private final BlockingCallExecutor waiting;

  RabbitMqResolver(BlockingCallExecutor waiting) {
    this.waiting = waiting;
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
    return new Names(loop).asAddressResolver();
  }

  private final class Names extends InetNameResolver {

    Names(EventExecutor loop) {
      super(loop);
    }

    @Override
    protected void doResolve(String host, Promise<InetAddress> address) {
      resolve(() -> InetAddress.getByName(host), address);
    }

    @Override
    protected void doResolveAll(String host, Promise<List<InetAddress>> addresses) {
      resolve(() -> List.of(InetAddress.getAllByName(host)), addresses);
    }

    private <T> void resolve(Callable<T> lookup, Promise<T> result) {
      waiting
          .call(lookup)
          .whenComplete(
              (found, failure) -> {
                if (failure == null) {
                  result.trySuccess(found);
                } else {
                  result.tryFailure(failure);
                }
              });
    }
  }
}
