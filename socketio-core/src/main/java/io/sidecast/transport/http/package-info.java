/**
 * One HTTP connection of a client: its requests, their bodies and the responses. {@link
 * io.sidecast.transport.http.HttpConnection} passes each request to a {@link
 * io.sidecast.transport.http.RequestHandler}.
 */
@NullMarked
package io.sidecast.transport.http;

import org.jspecify.annotations.NullMarked;
