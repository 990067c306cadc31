package io.sidecast.packet;

/**
 * The types of Socket.IO packets (Socket.IO protocol, revision 5). The codec decides whether an
 * event or an acknowledgement carries binary attachments.
 *
 * @since 0.1.0
 */
public enum PacketType {
  /** The request of a client to connect to a namespace, or the confirmation of the server. */
  CONNECT,
  /** The disconnection of either side from a namespace. */
  DISCONNECT,
  /** An event with its arguments. */
  EVENT,
  /** The acknowledgement of an event that had an acknowledgement id. */
  ACK,
  /** The refusal of the server to connect the client to a namespace. */
  CONNECT_ERROR
}
