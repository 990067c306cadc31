package io.sidecast.packet;

/**
 * What a packet means (Socket.IO protocol, revision 5). Whether an event or an acknowledgement
 * carries binary attachments is a matter of the codec.
 */
public enum PacketType {
  /** The client asks to join a namespace, or the server says that it did. */
  CONNECT,
  /** Either side leaves a namespace. */
  DISCONNECT,
  /** An event with its arguments. */
  EVENT,
  /** The answer to an event that had an acknowledgement id. */
  ACK,
  /** The server refuses to let the client join a namespace. */
  CONNECT_ERROR
}
