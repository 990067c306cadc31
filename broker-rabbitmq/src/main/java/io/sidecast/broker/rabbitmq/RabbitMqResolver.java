package io.sidecast.broker.rabbitmq;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Resolves host names, each on a short-lived thread of its own. Netty's default resolver would
 * block the event loop. The waiting threads may end during a lookup. Thread-safe.
 */
final class RabbitMqResolver extends AddressResolverGroup<InetSocketAddress> {

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
    return new Names(loop).asAddressResolver();
  }

  private static final class Names extends InetNameResolver {

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

    private static <T> void resolve(Callable<T> lookup, Promise<T> result) {
      Runnable task =
          () -> {
            try {
              result.trySuccess(lookup.call());
            } catch (Throwable failure) {
              result.tryFailure(failure);
            }
          };
      var thread = new Thread(task, "sidecast-rabbitmq-lookup");
      thread.setDaemon(true);
      thread.start();
    }
  }
}
