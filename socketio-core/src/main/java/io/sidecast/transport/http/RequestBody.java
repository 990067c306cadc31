package io.sidecast.transport.http;

import io.netty.buffer.ByteBuf;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.engine.IncompleteBytes;
import io.sidecast.http.HttpResponse;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request while it arrives, with limits for its size and chunks. Confined to the
 * connection's event loop.
 */
public final class RequestBody {

  /**
   * The minimum size of chunks that are not counted, because the limit of bytes also limits their
   * number.
   */
  private static final int SMALL_CHUNK = 4096;

  private final EngineSettings limits;
  private final IncompleteBytes.Share incomplete;
  private final Receiver receiver;
  private byte[] bytes = {};
  private int length;
  private int chunks;

  /**
   * The receiver of a body. One of the two functions is called, unless the request is aborted.
   *
   * @param whole the function that receives the complete body
   * @param refused the function that receives the limit that the body has exceeded; the rest of the
   *     body is discarded
   */
  public record Receiver(Consumer<byte[]> whole, Consumer<BodyError> refused) {}

  /** The limit that a body has exceeded. */
  public enum BodyError {
    TOO_LARGE("payload too large"),
    TOO_MANY_CHUNKS("too many chunks"),
    TOO_SLOW("request body timeout"),
    TOO_MANY_INCOMPLETE("too many bytes of incomplete bodies of all clients");

    private final String detail;

    BodyError(String detail) {
      this.detail = detail;
    }

    public String detail() {
      return detail;
    }

    /**
     * Returns the response. After a timeout, and if the server stores too many bytes, the
     * connection is closed, because the rest of the body may never arrive.
     */
    public HttpResponse answer() {
      return switch (this) {
        case TOO_SLOW -> HttpResponse.empty(408).withClose();
        case TOO_MANY_INCOMPLETE -> HttpResponse.empty(503).withClose();
        case TOO_LARGE, TOO_MANY_CHUNKS -> HttpResponse.empty(413);
      };
    }
  }

  RequestBody(EngineServer engine, Receiver receiver) {
    this.limits = engine.settings();
    this.incomplete = engine.incompleteBytes().newShare();
    this.receiver = receiver;
  }

  /**
   * Adds a chunk. Returns the limit that the body exceeds with it, or null. A body that exceeds a
   * limit must not be used further.
   */
  @Nullable BodyError add(ByteBuf content) {
    int more = content.readableBytes();
    if (more > limits.maxPayload() - length) {
      return BodyError.TOO_LARGE;
    }
    if (more > 0 && more < SMALL_CHUNK && ++chunks > limits.bodyLimits().maxChunks()) {
      return BodyError.TOO_MANY_CHUNKS;
    }
    if (more > bytes.length - length) {
      int doubled = (int) Math.min(limits.maxPayload(), 2L * bytes.length);
      int size = Math.max(doubled, length + more);
      if (!incomplete.set(size)) {
        return BodyError.TOO_MANY_INCOMPLETE;
      }
      bytes = Arrays.copyOf(bytes, size);
    }
    content.getBytes(content.readerIndex(), bytes, length, more);
    length += more;
    return null;
  }

  /** Ends the collection. The bytes no longer count as incomplete. */
  void end() {
    incomplete.set(0);
  }

  void completed() {
    receiver.whole().accept(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
  }

  void refused(BodyError refusal) {
    receiver.refused().accept(refusal);
  }
}
