/**
 * HTTP as applications see it: the settings of CORS, cookies, compression, static files and TLS;
 * the requests and responses of routes; the hooks that decide about requests and add header fields.
 *
 * <p>The values are immutable. The packages {@code io.sidecast.transport} and {@code
 * io.sidecast.engine} carry them out.
 */
@NullMarked
package io.sidecast.http;

import org.jspecify.annotations.NullMarked;
