package io.sidecast.socket;

import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketType;
import java.util.List;

/** Does what a thread does that has seen a socket before its end, and goes on after the end. */
public final class LateSender {

  private LateSender() {}

  /** Sends an event of a socket to the namespace {@code /}, whatever the state of the socket. */
  public static void emit(Socket socket, String event) {
    send(socket, PacketType.EVENT, List.of(event));
  }

  /** Sends DISCONNECT of a socket, whatever its state. */
  public static void disconnect(Socket socket) {
    send(socket, PacketType.DISCONNECT, null);
  }

  /** Ends a socket as {@link Socket#disconnect()} does, up to the packet. */
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
