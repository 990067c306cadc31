package io.sidecast.socket;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The HTTP request that opened a connection. Immutable.
 *
 * @param uri the path and the query as sent
 * @param headers the values of the header fields by lower-case name, in the order received
 * @param query the decoded values of the query parameters by name, in the order received
 * @param remoteAddress the address of the peer
 * @param secure whether the connection is encrypted (TLS)
 * @param time the time when the request arrived
 */
public record ConnectionRequest(
    String uri,
    Map<String, List<String>> headers,
    Map<String, List<String>> query,
    InetSocketAddress remoteAddress,
    boolean secure,
    Instant time) {}
