package io.sidecast.http;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The head of an HTTP request to the engine, for example of the request that opens a session.
 * Immutable.
 *
 * @param uri path and query as sent
 * @param headers the header fields by lower-case name, in order
 * @param query the decoded query parameters by name, in order
 * @param remoteAddress the address of the client: of the peer, or, if the peer is a trusted proxy,
 *     the forwarded one with the port 0
 * @param secure whether the connection uses TLS
 * @param time the time when the request arrived
 * @since 0.1.0
 */
public record RequestHead(
    String uri,
    Map<String, List<String>> headers,
    Map<String, List<String>> query,
    InetSocketAddress remoteAddress,
    boolean secure,
    Instant time) {}
