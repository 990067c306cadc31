package io.sidecast.engine;

/**
 * The JSON of the OPEN packet, with which a session begins (Engine.IO protocol, section
 * "Handshake"). Immutable.
 *
 * @param sid the id of the session
 * @param upgradable whether the client may upgrade to WebSocket
 * @param settings the intervals and limits that the client receives
 */
record HandshakeData(String sid, boolean upgradable, EngineSettings settings) {

  private static final String WEBSOCKET = "websocket";

  /** Returns the data for a session that begins on a transport. */
  static HandshakeData of(String sid, String transport, EngineSettings settings) {
    boolean upgradable =
        settings.allowUpgrades()
            && !transport.equals(WEBSOCKET)
            && settings.transports().contains(WEBSOCKET);
    return new HandshakeData(sid, upgradable, settings);
  }

  /** Returns the JSON. The id consists of characters that JSON does not escape. */
  String json() {
    return "{\"sid\":\""
        + sid
        + "\",\"upgrades\":"
        + (upgradable ? "[\"websocket\"]" : "[]")
        + ",\"pingInterval\":"
        + settings.pingInterval().toMillis()
        + ",\"pingTimeout\":"
        + settings.pingTimeout().toMillis()
        + ",\"maxPayload\":"
        + settings.maxPayload()
        + "}";
  }
}
