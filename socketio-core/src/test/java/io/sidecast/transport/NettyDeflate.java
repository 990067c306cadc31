package io.sidecast.transport;

import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.util.Map;

/** Netty's permessage-deflate, for comparisons. */
final class NettyDeflate {

  private static final String NAME = "permessage-deflate";
  private static final int LARGEST_WINDOW = 15;

  private NettyDeflate() {}

  /** Returns the extension after a handshake in which neither side keeps its context. */
  static WebSocketServerExtension agreed() {
    var handshaker =
        new PerMessageDeflateServerExtensionHandshaker(
            6, false, LARGEST_WINDOW, true, true, 1_000_000);
    var offer = Map.of("server_no_context_takeover", "", "client_no_context_takeover", "");
    return handshaker.handshakeExtension(new WebSocketExtensionData(NAME, offer));
  }
}
