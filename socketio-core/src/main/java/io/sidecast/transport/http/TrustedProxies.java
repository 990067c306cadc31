package io.sidecast.transport.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose field {@code X-Forwarded-For} names the address of a client. Each proxy appends
 * the address of its own peer to the field, so the field is read from its end: the first address
 * that is not a trusted proxy is the client, and everything before it is text of the client.
 * Immutable.
 *
 * @param networks the addresses of the proxies
 */
public record TrustedProxies(List<IpSubnetFilterRule> networks) {

  /** No proxy: the client is the peer. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final String FIELD = "x-forwarded-for";

  /**
   * Parses networks.
   *
   * @param networks addresses, with or without a prefix length, for example {@code 10.0.0.0/8}
   * @return the proxies
   * @throws IllegalArgumentException if one is not a network
   */
  public static TrustedProxies of(String... networks) {
    return new TrustedProxies(Arrays.stream(networks).map(TrustedProxies::rule).toList());
  }

  private static IpSubnetFilterRule rule(String network) {
    int slash = network.indexOf('/');
    InetAddress address = parse(slash < 0 ? network : network.substring(0, slash));
    if (address != null) {
      try {
        int bits = address instanceof Inet4Address ? 32 : 128;
        int prefix = slash < 0 ? bits : Integer.parseInt(network.substring(slash + 1));
        return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
      } catch (IllegalArgumentException outOfRange) {
        // not a network, as below
      }
    }
    throw new IllegalArgumentException(
        "trustedProxies takes networks like 10.0.0.0/8, 192.168.1.7 or fd00::/8, not '"
            + network
            + "'");
  }

  private static @Nullable InetAddress parse(String address) {
    return NetUtil.createInetAddressFromIpAddressString(address);
  }

  /**
   * Returns the address of the client of a request.
   *
   * @param peer the address of the peer
   * @param fields the fields of the request
   * @return the peer, or a forwarded address with the port 0
   */
  InetSocketAddress client(InetSocketAddress peer, HttpHeaders fields) {
    InetSocketAddress client = peer;
    List<String> lines = fields.getAll(FIELD);
    for (int line = lines.size() - 1; line >= 0; line--) {
      String[] addresses = lines.get(line).split(",", -1);
      for (int i = addresses.length - 1; i >= 0; i--) {
        InetAddress before = isTrusted(client) ? parse(withoutPort(addresses[i].trim())) : null;
        if (before == null) {
          return client;
        }
        client = new InetSocketAddress(before, 0);
      }
    }
    return client;
  }

  /** Removes the port that some proxies append, as in {@code 192.0.2.1:80}. */
  private static String withoutPort(String address) {
    int bracket = address.indexOf(']');
    if (address.startsWith("[") && bracket > 0) {
      return address.substring(1, bracket);
    }
    int colon = address.indexOf(':');
    return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
  }

  private boolean isTrusted(InetSocketAddress address) {
    return networks.stream().anyMatch(network -> network.matches(address));
  }
}
