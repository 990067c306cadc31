/**
 * The wall between the engine and the sockets. The engine passes each {@link
 * io.sidecast.connection.Connection} to a {@link io.sidecast.connection.ConnectionAcceptor} and its
 * messages to a {@link io.sidecast.connection.ConnectionHandler}.
 */
@NullMarked
package io.sidecast.connection;

import org.jspecify.annotations.NullMarked;
