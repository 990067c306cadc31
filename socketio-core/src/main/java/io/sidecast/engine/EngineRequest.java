package io.sidecast.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the engine.
 *
 * @param transport the query parameter {@code transport}
 * @param sid the query parameter {@code sid}: null asks for a new session
 * @param protocol the query parameter {@code EIO}
 * @param method the HTTP method
 * @param upgrade whether the request asks to become a WebSocket
 */
public record EngineRequest(
    @Nullable String transport,
    @Nullable String sid,
    @Nullable String protocol,
    String method,
    boolean upgrade) {}
