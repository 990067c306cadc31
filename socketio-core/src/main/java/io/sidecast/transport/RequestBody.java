package io.sidecast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.sidecast.engine.EngineSettings;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request while it arrives, within limits. Confined to the connection's event loop.
 */
final class RequestBody {

  /** Chunks of this size and more do not count: the number of bytes limits them. */
  private static final int SMALL_CHUNK = 4096;

  private final EngineSettings limits;
  private final Receiver receiver;
  private byte[] bytes = {};
  private int length;
  private int chunks;
  private @Nullable Future<?> deadline;

  /**
   * Receives the body or its refusal, whichever comes.
   *
   * @param whole receives the body
   * @param refused receives the reason for which the rest of the body is not wanted
   */
  record Receiver(Consumer<byte[]> whole, Consumer<HandshakeError> refused) {}

  /** The limit that a body has exceeded. */
  enum HandshakeError {
    TOO_LARGE("payload too large"),
    TOO_MANY_CHUNKS("too many chunks"),
    TOO_SLOW("request body timeout");

    private final String detail;

    HandshakeError(String detail) {
      this.detail = detail;
    }

    String detail() {
      return detail;
    }

    /** The rest of a slow body is not awaited, so its connection closes. */
    HttpAnswer answer() {
      return this == TOO_SLOW ? HttpAnswer.empty(408).closing() : HttpAnswer.empty(413);
    }
  }

  RequestBody(EngineSettings limits, Receiver receiver) {
    this.limits = limits;
    this.receiver = receiver;
  }

  /** Adds a chunk; returns the limit that it exceeds, and then the body is given up. */
  @Nullable HandshakeError add(ByteBuf content) {
    int more = content.readableBytes();
    if (more > limits.maxPayload() - length) {
      return HandshakeError.TOO_LARGE;
    }
    if (more > 0 && more < SMALL_CHUNK && ++chunks > limits.bodyLimits().maxChunks()) {
      return HandshakeError.TOO_MANY_CHUNKS;
    }
    if (more > bytes.length - length) {
      int doubled = (int) Math.min(limits.maxPayload(), 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(doubled, length + more));
    }
    content.getBytes(content.readerIndex(), bytes, length, more);
    length += more;
    return null;
  }

  /** The body has not arrived with its head: its time begins, once. */
  void awaitRest(EventExecutor loop, Runnable expired) {
    if (deadline == null) {
      long nanos = limits.bodyLimits().timeout().toNanos();
      deadline = loop.schedule(expired, nanos, TimeUnit.NANOSECONDS);
    }
  }

  void completed() {
    cancel();
    receiver.whole().accept(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
  }

  void refused(HandshakeError refusal) {
    cancel();
    receiver.refused().accept(refusal);
  }

  void cancel() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
