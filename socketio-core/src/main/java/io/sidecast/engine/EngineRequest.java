package io.sidecast.engine;

import org.jspecify.annotations.Nullable;

/**
 * The part of an HTTP request that concerns the engine. Immutable.
 *
 * @param transport the query parameter {@code transport}
 * @param sid the query parameter {@code sid}; null requests a new session
 * @param protocol the query parameter {@code EIO}
 * @param method the HTTP method
 * @param upgrade whether the request asks for an upgrade to WebSocket
 */
public record EngineRequest(
    @Nullable String transport,
    @Nullable String sid,
    @Nullable String protocol,
    String method,
    boolean upgrade) {}
