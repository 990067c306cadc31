package io.sidecast.engine;

import io.sidecast.socket.DisconnectReason;
import org.jspecify.annotations.Nullable;

/**
 * The input of one session from its transport: messages go to the handler, heartbeats to the {@link
 * Heartbeat}, and an end of the transport ends the session. Confined to the event loop that owns
 * the session.
 */
final class SessionInput implements TransportListener {

  private final Session session;
  private final Heartbeat heartbeat;

  SessionInput(Session session, Heartbeat heartbeat) {
    this.session = session;
    this.heartbeat = heartbeat;
  }

  /** A CLOSE packet also ends a session that is closing already. */
  @Override
  public void onPacket(PacketType type, byte[] data) {
    @Nullable SafeConnectionHandler receiver = session.receiver();
    if (type == PacketType.CLOSE) {
      onClosed("close packet");
    } else if (type == PacketType.MESSAGE && receiver == null) {
      session.messageDropped();
    } else if (receiver != null && type == PacketType.MESSAGE) {
      receiver.onText(data);
    } else if (receiver != null && (type == PacketType.PING || type == PacketType.PONG)) {
      onHeartbeat(type);
    } // OPEN, UPGRADE and NOOP have no meaning from a client, outside of an upgrade
  }

  /** In revision 3 the client pings and the server answers; in revision 4 it is the reverse. */
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
  public void onSignOfLife() {
    heartbeat.onSignOfLife();
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
