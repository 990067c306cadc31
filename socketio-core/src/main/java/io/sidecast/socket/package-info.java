/**
 * Socket.IO: namespaces, sockets, events and acknowledgements (Socket.IO protocol, revision 5).
 *
 * <p>The engine calls {@link io.sidecast.socket.ConnectionAcceptor} and {@link
 * io.sidecast.socket.ConnectionHandler}, and implements {@link io.sidecast.socket.Connection}.
 */
@NullMarked
package io.sidecast.socket;

import org.jspecify.annotations.NullMarked;
