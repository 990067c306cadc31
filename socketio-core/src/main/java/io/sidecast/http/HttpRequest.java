package io.sidecast.http;

import java.util.List;
import java.util.Map;

/**
 * An HTTP request that is not for the engine. Immutable.
 *
 * @param method the method, for example {@code GET}
 * @param path the decoded path, without the query
 * @param query the decoded query parameters by name
 * @param headers the header fields by lower-case name
 * @since 0.1.0
 */
public record HttpRequest(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers) {}
