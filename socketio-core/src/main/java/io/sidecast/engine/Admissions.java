package io.sidecast.engine;

import io.sidecast.http.HandshakeError;
import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The places of the sessions of a server: their number, and the number of each address. IPv6
 * addresses with the same first 64 bits are one address, because one client may use all of them.
 * Thread-safe.
 */
final class Admissions {

  private static final int NETWORK_BYTES = 8;

  private final Limits limits;
  private final AtomicLong total = new AtomicLong();
  private final boolean countsAddresses;
  private final Map<String, Long> byAddress = new ConcurrentHashMap<>();

  Admissions(Limits limits) {
    this.limits = limits;
    this.countsAddresses = limits.of(Limit.CONNECTIONS_PER_ADDRESS) != Long.MAX_VALUE;
  }

  /**
   * Takes a place for a session.
   *
   * @param client the address of the client
   * @return null, or the error if a limit is reached; no place is taken then
   */
  @Nullable HandshakeError enter(InetSocketAddress client) {
    if (limits.isExceeded(Limit.CONNECTIONS, total.incrementAndGet())) {
      total.decrementAndGet();
      return HandshakeError.SERVER_FULL;
    }
    if (countsAddresses) {
      long own = byAddress.merge(key(client), 1L, Long::sum);
      if (limits.isExceeded(Limit.CONNECTIONS_PER_ADDRESS, own)) {
        leave(client);
        return HandshakeError.TOO_MANY_CONNECTIONS;
      }
    }
    return null;
  }

  /** Frees the place of a session. */
  void leave(InetSocketAddress client) {
    total.decrementAndGet();
    if (countsAddresses) {
      byAddress.computeIfPresent(key(client), (key, count) -> count == 1 ? null : count - 1);
    }
  }

  private static String key(InetSocketAddress client) {
    return client.getAddress() instanceof Inet6Address address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
        : client.getHostString();
  }
}
