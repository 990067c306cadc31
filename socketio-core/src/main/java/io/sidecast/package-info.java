/**
 * Sidecast: a Socket.IO server that scales out over a message broker.
 *
 * <p>Start with {@link io.sidecast.SocketIoServer#builder()}. This package composes all others;
 * nobody imports it.
 */
@NullMarked
package io.sidecast;

import org.jspecify.annotations.NullMarked;
