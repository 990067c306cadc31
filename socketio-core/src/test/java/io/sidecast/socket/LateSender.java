package io.sidecast.socket;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketType;
import java.util.List;

/**
 * Sends packets after the end of a socket, like a thread that has read the state before the end.
 */
public final class LateSender {

  private LateSender() {}

  /**
   * Sends an event of a socket in the namespace {@code /}, regardless of the state of the socket.
   */
  public static void emit(Socket socket, String event) {
    send(socket, PacketType.EVENT, List.of(event));
  }

  /** Sends DISCONNECT of a socket, regardless of its state. */
  public static void disconnect(Socket socket) {
    send(socket, PacketType.DISCONNECT, null);
  }

  /** Ends a socket like {@link Socket#disconnect()}, but without the DISCONNECT packet. */
  public static void endWithoutPacket(Socket socket) {
    socket.member().disconnected(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
  }

  private static void send(Socket socket, PacketType type, Object data) {
    SocketLifecycle member = socket.member();
    EncodedPacket packet =
        member.namespace().settings().codec().encode(new Packet.Header(type, "/"), data);
    member.client().send(packet, member);
  }
}
