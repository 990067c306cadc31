package io.sidecast.engine;

import io.sidecast.connection.DisconnectReason;
import org.jspecify.annotations.Nullable;

/**
 * The input of one session from its transport: it passes messages to the handler and heartbeats to
 * the {@link Heartbeat}, and ends the session when the transport ends. Confined to the event loop
 * that owns the session.
 */
final class SessionInput implements TransportListener {

  private final Session session;
  private final Heartbeat heartbeat;

  SessionInput(Session session, Heartbeat heartbeat) {
    this.session = session;
    this.heartbeat = heartbeat;
  }

  /** Processes a packet. A CLOSE packet also ends a session that is already closing. */
  @Override
  public void onPacket(PacketType type, byte[] data) {
    if (type == PacketType.MESSAGE) {
      session.loop().counters().messageReceived();
    }
    @Nullable SafeConnectionHandler receiver = session.receiver();
    if (type == PacketType.CLOSE) {
      onClosed("close packet");
    } else if (type == PacketType.MESSAGE && receiver == null) {
      session.messageDropped();
    } else if (receiver != null && type == PacketType.MESSAGE) {
      receiver.onText(data);
    } else if (receiver != null && (type == PacketType.PING || type == PacketType.PONG)) {
      onHeartbeat(type);
    } // OPEN, UPGRADE and NOOP are ignored: a client may send none of them outside of an upgrade
  }

  /**
   * Processes a ping, which only clients of revision 3 send, or a pong, which only clients of
   * revision 4 send.
   */
  private void onHeartbeat(PacketType type) {
    boolean expected = (type == PacketType.PING) == (session.protocol() == 3);
    if (!expected) {
      session.refused("invalid heartbeat direction");
      onFailed("invalid heartbeat direction");
    } else if (type == PacketType.PING) {
      heartbeat.onPing();
    } else {
      heartbeat.onPong();
    }
  }

  @Override
  public void onBinary(byte[] data) {
    session.loop().counters().messageReceived();
    @Nullable SafeConnectionHandler receiver = session.receiver();
    if (receiver == null) {
      session.messageDropped();
    } else {
      receiver.onBinary(data);
    }
  }

  @Override
  public void onMalformed(String detail) {
    session.refused("parse error: " + detail);
    session.lost(DisconnectReason.PARSE_ERROR, detail);
  }

  @Override
  public void onClientActivity() {
    heartbeat.onClientActivity();
  }

  @Override
  public void onWritable() {
    session.onWritable();
  }

  @Override
  public void onClosed(String detail) {
    session.lost(DisconnectReason.TRANSPORT_CLOSE, detail);
  }

  @Override
  public void onFailed(String detail) {
    session.lost(DisconnectReason.TRANSPORT_ERROR, detail);
  }
}
