/** The transport WebSocket: handshake, frames of the client, and writes. */
@NullMarked
package io.sidecast.transport.websocket;

import org.jspecify.annotations.NullMarked;
