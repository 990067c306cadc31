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
 * The authority of a broker URI: {@code [user[:password]@]host[:port][,host[:port]…]}. {@link URI}
 * does not parse an authority with several hosts. Immutable.
 *
 * @param hosts the servers, at least one
 * @param login the login, if the URI contains one
 * @since 0.1.0
 */
public record BrokerAddress(List<Host> hosts, Optional<Login> login) {

  private static final Pattern HOST =
      Pattern.compile("(?<name>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(?<port>\\d{1,5}))?");

  /**
   * The address of one server.
   *
   * @param name the host name or the IP address, without brackets
   * @param port the port, 1 to 65535
   */
  public record Host(String name, int port) {

    /** Returns {@code name:port}, with brackets around an IPv6 address. */
    @Override
    public String toString() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  /**
   * The user information of a URI.
   *
   * @param user the part before the first colon, or all of it without a colon; may be empty
   * @param password the part after the first colon, empty without a colon
   */
  public record Login(String user, Optional<String> password) {

    /** Returns a text without the password and without the user, which may be a token. */
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
   * Parses the authority of a URI.
   *
   * @param uri the URI
   * @param port the default port of a host
   * @param form the expected form of the URI, for the message of a failure
   * @return the address, with the login percent-decoded
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG} if a host or a port is
   *     malformed; the message contains no part of the URI
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
   * Returns the hosts and ports, for messages.
   *
   * @return the hosts, separated by commas, without the login
   */
  @Override
  public String toString() {
    return hosts.stream().map(Host::toString).collect(Collectors.joining(","));
  }

  /** Returns the hosts of an authority; {@code …} replaces a malformed one, perhaps a password. */
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

  /** Percent-decodes a text. Keeps a plus sign, unlike the decoding of a query. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
