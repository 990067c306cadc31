package io.sidecast.http;

import java.util.Map;

/**
 * A request that the server has refused. Immutable.
 *
 * @param request the request
 * @param code the error code in the response, see {@link HandshakeError}
 * @param message the error message in the response
 * @param context the cause, for example the unknown {@code sid}
 * @since 0.1.0
 */
public record ConnectionError(
    RequestHead request, int code, String message, Map<String, String> context) {}
