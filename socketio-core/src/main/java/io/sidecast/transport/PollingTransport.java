package io.sidecast.transport;

import io.sidecast.engine.Ending;
import io.sidecast.engine.PacketSink;
import io.sidecast.engine.PacketType;
import io.sidecast.engine.Refusal;
import io.sidecast.engine.Transport;
import io.sidecast.packet.EncodedPacket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * HTTP long-polling (Engine.IO protocol: "HTTP long-polling"): at most one GET, which waits for
 * packets, and one POST, which brings them. The event loop that owns the session only.
 */
final class PollingTransport implements Transport {

  private static final String NAME = "polling";

  private final int maxPayload;
  private @Nullable PacketSink sink;
  private volatile @Nullable HttpExchange poll;
  private @Nullable HttpExchange post;
  private @Nullable HttpExchange deferredPost;
  private @Nullable ByteArrayOutputStream response;
  private @Nullable Refusal refusal;
  private boolean reading = true;

  /** The handshake is the first poll. */
  PollingTransport(HttpExchange handshake, int maxPayload) {
    this.poll = handshake;
    this.maxPayload = maxPayload;
  }

  // ---- Transport

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void attach(PacketSink sink) {
    this.sink = sink;
  }

  @Override
  public boolean isWritable() {
    return poll != null;
  }

  @Override
  public long bufferedBytes() {
    return response == null ? 0 : response.size();
  }

  @Override
  public boolean offer(EncodedPacket packet) {
    return poll != null && append(WireForm.of(packet).payload());
  }

  @Override
  public boolean offer(PacketType type, String data) {
    return poll != null && append(((char) type.digit() + data).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void flush() {
    HttpExchange exchange = poll;
    ByteArrayOutputStream payload = response;
    if (exchange != null && payload != null) {
      poll = null;
      response = null;
      exchange.answer(EngineAnswers.poll(payload.toByteArray()));
    }
  }

  @Override
  public void setReading(boolean reading) {
    this.reading = reading;
    if (reading) {
      answerDeferredPost();
    }
  }

  @Override
  public void end(Ending ending) {
    if (refusal != null) {
      return;
    }
    refusal = ending == Ending.UPGRADED ? Refusal.BAD_REQUEST : Refusal.UNKNOWN_SESSION;
    boolean silent = ending == Ending.CLIENT_CLOSED || ending == Ending.UPGRADED;
    if (!silent) {
      append(new byte[] {PacketType.CLOSE.digit()});
    } else if (response == null) {
      append(new byte[] {PacketType.NOOP.digit()});
    }
    flush();
    answerDeferredPost();
  }

  // ---- what the client does

  /** A GET: it waits until there is something to send. */
  void onPoll(HttpExchange exchange) {
    if (refusal != null) {
      exchange.answer(EngineAnswers.refused(refusal));
    } else if (poll != null) {
      exchange.answer(EngineAnswers.misuse());
      sink().onFailed("overlapping polls");
    } else {
      poll = exchange;
      sink().onWritable();
    }
  }

  /** The head of a POST. */
  void onPost(HttpExchange exchange) {
    if (refusal != null) {
      exchange.answer(EngineAnswers.refused(refusal));
    } else if (post != null) {
      refusePost(exchange, "overlapping posts");
    } else {
      post = exchange;
    }
  }

  /** A POST of which nothing is wanted. */
  void refusePost(HttpExchange exchange, String detail) {
    exchange.answer(refusal == null ? EngineAnswers.misuse() : EngineAnswers.refused(refusal));
    if (refusal == null) {
      sink().onFailed(detail);
    }
  }

  /** Whether a CLOSE packet should wait a moment: its client's last poll is still on its way. */
  boolean awaitsPoll() {
    return refusal == null && poll == null;
  }

  /** The body of a POST. */
  void onBody(HttpExchange exchange, byte[] body) {
    if (refusal != null) {
      exchange.answer(EngineAnswers.refused(refusal));
    } else if (post == exchange) {
      PollingPayload.decode(body, sink(), () -> refusal != null);
      deferredPost = exchange;
      if (reading || refusal != null) {
        answerDeferredPost();
      }
    }
  }

  /** A POST was answered without its body. */
  void onPostRejected(HttpExchange exchange) {
    if (post == exchange) {
      post = null;
    }
  }

  /** The connection of a request broke before the answer. */
  void onAbort(HttpExchange exchange) {
    if (refusal != null) {
      return;
    }
    if (poll == exchange) {
      poll = null;
      response = null;
      sink().onFailed("poll aborted");
    } else if (post == exchange) {
      sink().onFailed("post aborted");
    }
  }

  private void answerDeferredPost() {
    HttpExchange exchange = deferredPost;
    if (exchange != null) {
      deferredPost = null;
      post = null;
      exchange.answer(EngineAnswers.posted());
    }
  }

  /** A payload stays within the limit, unless one packet alone is larger. */
  private boolean append(byte[] packets) {
    ByteArrayOutputStream payload = response;
    if (payload == null) {
      payload = new ByteArrayOutputStream(packets.length + 16);
      response = payload;
    } else if (payload.size() + 1L + packets.length > maxPayload) {
      return false;
    } else {
      payload.write(PollingPayload.SEPARATOR);
    }
    payload.writeBytes(packets);
    return true;
  }

  private PacketSink sink() {
    if (sink == null) {
      throw new IllegalStateException("no session");
    }
    return sink;
  }
}
