package io.sidecast.broker;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands between the scheme and the path of a broker's URI: {@code
 * [user[:password]@]host[:port][,host[:port]…]}. {@link URI} does not take it apart if there are
 * several hosts.
 *
 * @param hosts where servers are, at least one
 * @param login who logs in, if the URI says so
 */
public record BrokerAddress(List<Host> hosts, Optional<Login> login) {

  private static final Pattern HOST =
      Pattern.compile("(?<name>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(?<port>\\d{1,5}))?");

  /**
   * One server.
   *
   * @param name its name or address, without brackets
   * @param port its port
   */
  public record Host(String name, int port) {

    /** With brackets around an address of version 6. */
    @Override
    public String toString() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  /**
   * Who logs in.
   *
   * @param user what stands before a colon, or alone; may be empty
   * @param password what stands after it
   */
  public record Login(String user, Optional<String> password) {

    /** Nothing that may be a password, not even a user that may be a token. */
    @Override
    public String toString() {
      return "a login";
    }
  }

  /** Copies the hosts. */
  public BrokerAddress {
    hosts = List.copyOf(hosts);
  }

  /**
   * Reads a URI.
   *
   * @param uri the URI
   * @param port that of a host without one
   * @param form how such a URI has to look, for the message of a failure
   * @return the address; what was percent-encoded in the login is decoded
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG}, without a password
   */
  public static BrokerAddress of(URI uri, int port, String form) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    return new BrokerAddress(
        Stream.of(authority.substring(at + 1).split(",", -1))
            .map(HOST::matcher)
            .map(host -> host(host, port, form))
            .toList(),
        at < 0 ? Optional.empty() : Optional.of(login(authority.substring(0, at))));
  }

  /**
   * Hosts and ports, for messages.
   *
   * @return them, never the login
   */
  @Override
  public String toString() {
    return hosts.stream().map(Host::toString).collect(Collectors.joining(","));
  }

  /** The hosts of an authority, without what cannot be a host: it may be a misplaced password. */
  static String hostsOf(String authority) {
    return Stream.of(authority.substring(authority.lastIndexOf('@') + 1).split(",", -1))
        .map(text -> HOST.matcher(text).matches() ? text : "…")
        .collect(Collectors.joining(","));
  }

  private static Host host(Matcher text, int otherwise, String form) {
    int port = 0;
    if (text.matches()) {
      port = text.group("port") == null ? otherwise : Integer.parseInt(text.group("port"));
    }
    if (port < 1 || port > 65_535) {
      throw BrokerException.badConfig("broker URI must be " + form);
    }
    return new Host(text.group("name").replaceAll("[\\[\\]]", ""), port);
  }

  private static Login login(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Login(decoded(text), Optional.empty())
        : new Login(
            decoded(text.substring(0, colon)), Optional.of(decoded(text.substring(colon + 1))));
  }

  /** A plus is a plus here, unlike in a query. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
