package io.sidecast.http;

import io.netty.channel.ChannelHandler;
import java.util.concurrent.CompletionStage;

/**
 * A Socket.IO server on the port of another Netty server. Thread-safe.
 *
 * <p>Each pipeline of the other server contains a {@link #newHandler} after the {@code
 * HttpServerCodec}; no handler between the two may change messages. The handler responds to
 * requests under the path of the Socket.IO server. It passes all other requests to the handlers
 * after it, unchanged and in order. A connection that becomes a WebSocket of a session is used by
 * that session only. The other server and its codec limit idle connections and the sizes of request
 * lines, heads and chunks.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public interface HttpAttachment {

  /**
   * Returns a handler for one connection.
   *
   * @return a new handler, to be added after the {@code HttpServerCodec} of one pipeline
   */
  ChannelHandler newHandler();

  /**
   * Writes the packets that sessions have sent, closes the sessions, and refuses new ones. The
   * connections stay open; they belong to their server.
   *
   * @return a stage that completes when the sessions are closed, at the latest after one second, on
   *     a thread of its own. It does not fail
   */
  CompletionStage<Void> close();
}
