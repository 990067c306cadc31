package io.sidecast.transport;

import io.sidecast.engine.HandshakeError;
import io.sidecast.engine.PacketType;
import io.sidecast.engine.Transport;
import io.sidecast.engine.TransportCloseMode;
import io.sidecast.engine.TransportListener;
import io.sidecast.packet.EncodedPacket;
import org.jspecify.annotations.Nullable;

/**
 * HTTP long-polling (Engine.IO protocol: "HTTP long-polling"): at most one GET, which waits for
 * packets, and one POST, which brings them. The event loop that owns the session only.
 */
final class PollingTransport implements Transport {

  private static final String NAME = "polling";

  private final Settings settings;
  private @Nullable TransportListener listener;
  private volatile @Nullable HttpExchange poll;
  private @Nullable HttpExchange post;
  private @Nullable HttpExchange deferredPost;
  private @Nullable PayloadWriter response;
  private boolean compressible;
  private @Nullable HandshakeError refusal;
  private boolean reading = true;
  private boolean looking;

  record Settings(int maxPayload, PollingCodec codec, CompressionSettings compression) {}

  /** The handshake is the first poll. */
  PollingTransport(HttpExchange handshake, Settings settings) {
    this.poll = handshake;
    this.settings = settings;
  }

  // ---- Transport

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void attach(TransportListener listener) {
    this.listener = listener;
  }

  @Override
  public boolean isWritable() {
    return poll != null;
  }

  /** A response is taken as a whole, and the next one waits for the next poll. */
  @Override
  public boolean isWriteQueueFull() {
    return false;
  }

  @Override
  public long bufferedBytes() {
    return response == null ? 0 : response.size();
  }

  @Override
  public boolean offer(EncodedPacket packet) {
    if (poll == null || !response().add(packet)) {
      return false;
    }
    compressible |= packet.flags().compressible();
    return true;
  }

  @Override
  public boolean offer(PacketType type, String data) {
    return poll != null && response().add(type, data);
  }

  @Override
  public void flush() {
    HttpExchange exchange = poll;
    PayloadWriter writer = response;
    if (exchange != null && writer != null) {
      poll = null;
      response = null;
      exchange.answer(answer(writer, exchange));
      compressible = false;
    }
  }

  @Override
  public void setReading(boolean reading) {
    this.reading = reading;
    if (reading) {
      answerDeferredPost();
    }
  }

  /** A client that polls again has read what it was sent. */
  @Override
  public void look() {
    looking = poll == null;
    if (poll != null) {
      listener().onSignOfLife();
    }
  }

  @Override
  public void end(TransportCloseMode ending) {
    if (refusal != null) {
      return;
    }
    refusal =
        ending == TransportCloseMode.UPGRADED
            ? HandshakeError.BAD_REQUEST
            : HandshakeError.UNKNOWN_SESSION;
    boolean silent =
        ending == TransportCloseMode.CLIENT_CLOSED || ending == TransportCloseMode.UPGRADED;
    flush(); // a CLOSE packet never shares a response with packets that go before it
    offer(silent ? PacketType.NOOP : PacketType.CLOSE, "");
    flush();
    answerDeferredPost();
  }

  // ---- what the client does

  /** A GET: it waits until there is something to send. */
  void onPoll(HttpExchange exchange) {
    if (refusal != null) {
      exchange.answer(EngineResponses.refused(refusal));
    } else if (poll != null) {
      exchange.because("overlapping polls");
      exchange.answer(EngineResponses.misuse());
      listener().onFailed("overlapping polls");
    } else {
      poll = exchange;
      if (looking) {
        looking = false;
        listener().onSignOfLife();
      }
      listener().onWritable();
    }
  }

  /** The head of a POST. */
  void onPost(HttpExchange exchange) {
    if (refusal != null) {
      exchange.answer(EngineResponses.refused(refusal));
    } else if (post != null) {
      refusePost(exchange, "overlapping posts");
    } else {
      post = exchange;
    }
  }

  /** A POST of which nothing is wanted. */
  void refusePost(HttpExchange exchange, String detail) {
    exchange.because(refusal == null ? detail : refusal.message());
    exchange.answer(refusal == null ? EngineResponses.misuse() : EngineResponses.refused(refusal));
    if (refusal == null) {
      listener().onFailed(detail);
    }
  }

  /** Whether a CLOSE packet should wait a moment: its client's last poll is still on its way. */
  boolean awaitsPoll() {
    return refusal == null && poll == null;
  }

  /** The body of a POST. */
  void onBody(HttpExchange exchange, PollingCodec.Body body) {
    if (refusal != null) {
      exchange.answer(EngineResponses.refused(refusal));
    } else if (post == exchange) {
      settings.codec().decode(body, listener(), () -> refusal != null);
      deferredPost = exchange;
      if (reading || refusal != null) {
        answerDeferredPost();
      }
    }
  }

  /** A POST was answered without its body, which closes the session. */
  void onBodyRefused(HttpExchange exchange, String detail) {
    if (refusal == null && post == exchange) {
      post = null;
      listener().onFailed(detail);
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
      listener().onFailed("poll aborted");
    } else if (post == exchange) {
      listener().onFailed("post aborted");
    }
  }

  private void answerDeferredPost() {
    HttpExchange exchange = deferredPost;
    if (exchange != null) {
      deferredPost = null;
      post = null;
      exchange.answer(EngineResponses.posted());
    }
  }

  private PayloadWriter response() {
    PayloadWriter writer = response;
    if (writer == null) {
      writer = settings.codec().newWriter(settings.maxPayload());
      response = writer;
    }
    return writer;
  }

  private HttpAnswer answer(PayloadWriter writer, HttpExchange exchange) {
    byte[] payload = writer.payload();
    CompressionSettings compression = settings.compression();
    boolean compress =
        compression.polling() && compressible && payload.length >= compression.pollingThreshold();
    ContentEncoding encoding = compress ? ContentEncoding.of(exchange.request()) : null;
    return encoding == null
        ? EngineResponses.poll(payload, writer.contentType())
        : EngineResponses.poll(payload, writer.contentType(), encoding);
  }

  private TransportListener listener() {
    if (listener == null) {
      throw new IllegalStateException("no session");
    }
    return listener;
  }
}
