/**
 * Socket.IO: namespaces, sockets, events and acknowledgements (Socket.IO protocol, revision 5).
 *
 * <p>Applications use {@link io.sidecast.socket.Namespace} and {@link io.sidecast.socket.Socket}.
 * Their methods, and those of the operators, throw a {@link java.lang.NullPointerException} for a
 * null name, handler, type or timeout.
 *
 * <p>The engine calls {@link io.sidecast.connection.ConnectionAcceptor} and {@link
 * io.sidecast.connection.ConnectionHandler}, and implements {@link
 * io.sidecast.connection.Connection}.
 */
@NullMarked
package io.sidecast.socket;

import org.jspecify.annotations.NullMarked;
