package io.sidecast.spring.handler;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.socket.Ack;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.Socket;
import org.jspecify.annotations.Nullable;

/**
 * One call of a handler method. Immutable.
 *
 * @param socket the client
 * @param arguments the arguments of the event; null if there is no event
 * @param ack the acknowledgement of the event; null if the return value is the acknowledgement
 * @param reason the reason of the disconnect; null if the client is connected
 * @param error the exception of another handler method; null if there is none
 */
record Call(
    Socket socket,
    @Nullable Arguments arguments,
    @Nullable Ack ack,
    @Nullable DisconnectReason reason,
    @Nullable Throwable error) {

  static Call ofConnect(Socket socket) {
    return new Call(socket, null, null, null, null);
  }

  static Call ofEvent(Socket socket, Arguments arguments) {
    return new Call(socket, arguments, null, null, null);
  }

  static Call ofEvent(Socket socket, Arguments arguments, Ack ack) {
    return new Call(socket, arguments, ack, null, null);
  }

  static Call ofDisconnect(Socket socket, DisconnectReason reason) {
    return new Call(socket, null, null, reason, null);
  }

  Call failed(Throwable failure) {
    return new Call(socket, null, null, null, failure);
  }
}
