/**
 * The transports HTTP long-polling and WebSocket on Netty, and the static files and HTTP routes on
 * the same port.
 *
 * <p>{@link io.sidecast.transport.HttpServer} is the entry point. Requests pass from {@code
 * HttpConnection} through {@code EngineRoute} to the sessions of {@link
 * io.sidecast.engine.EngineServer}.
 */
@NullMarked
package io.sidecast.transport;

import org.jspecify.annotations.NullMarked;
