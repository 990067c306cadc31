/**
 * HTTP long-polling and WebSocket on Netty, and the few files and routes that share their port.
 *
 * <p>{@link io.sidecast.transport.HttpServer} is the door; below it, data flows from {@code
 * HttpConnection} by {@code EngineRoute} to the sessions of {@link
 * io.sidecast.engine.EngineServer}.
 */
@NullMarked
package io.sidecast.transport;

import org.jspecify.annotations.NullMarked;
