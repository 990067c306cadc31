/**
 * Sidecast: a Socket.IO server that scales out over a message broker.
 *
 * <p>The entry point is {@link io.sidecast.SocketIoServer#builder()}. This package composes all
 * others; no other package imports it.
 */
@NullMarked
package io.sidecast;

import org.jspecify.annotations.NullMarked;
