package io.sidecast.engine;

import java.util.Map;

/**
 * A request that was refused.
 *
 * @param request the request
 * @param code the number that the client was told, see {@link HandshakeError}
 * @param message the words that the client was told
 * @param context what was wrong, for example the unknown {@code sid}
 */
public record ConnectionError(
    RequestHead request, int code, String message, Map<String, String> context) {}
