package io.sidecast.engine;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * The HTTP request that asks for a session.
 *
 * @param uri path and query as sent
 * @param headers the header fields by lower-case name, in order
 * @param query the decoded query parameters by name, in order
 * @param remoteAddress the peer's address
 * @param secure whether the connection is encrypted (TLS)
 */
public record RequestHead(
    String uri,
    Map<String, List<String>> headers,
    Map<String, List<String>> query,
    InetSocketAddress remoteAddress,
    boolean secure) {}
