package io.sidecast.transport.polling;

import io.sidecast.engine.LoopCounters;
import io.sidecast.engine.PacketType;
import io.sidecast.engine.Transport;
import io.sidecast.engine.TransportCloseMode;
import io.sidecast.engine.TransportListener;
import io.sidecast.http.CompressionSettings;
import io.sidecast.http.HandshakeError;
import io.sidecast.http.HttpResponse;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.transport.encoding.ContentEncoding;
import io.sidecast.transport.encoding.PayloadReader;
import io.sidecast.transport.encoding.PayloadWriter;
import io.sidecast.transport.encoding.PollingCodec;
import io.sidecast.transport.http.HttpExchange;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The transport HTTP long-polling (Engine.IO protocol, section "HTTP long-polling"): at most one
 * GET request, which waits for packets of the server, and one POST request, which contains packets
 * of the client. Confined to the session's event loop.
 */
public final class PollingTransport implements Transport {

  private static final String NAME = "polling";

  private final Settings settings;

  /** The sessions of the TCP connection that opened this one. */
  private final AtomicInteger siblings;

  private @Nullable TransportListener listener;
  private volatile @Nullable HttpExchange poll;
  private @Nullable HttpExchange post;

  /** The packets of the current POST request that have not been passed to the listener. */
  private @Nullable PayloadReader unread;

  private boolean passing;
  private @Nullable PayloadWriter response;
  private boolean compressible;
  private @Nullable HandshakeError refusal;
  private boolean reading = true;
  private boolean checkingActivity;

  public record Settings(
      int maxPayload, PollingCodec codec, CompressionSettings compression, LoopCounters counters) {}

  /** Creates the transport of a handshake, which is the first poll. */
  public PollingTransport(HttpExchange handshake, Settings settings) {
    this.poll = handshake;
    this.settings = settings;
    this.siblings = handshake.pollingSessions();
    siblings.incrementAndGet();
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

  /**
   * Returns false: a poll takes a whole response, and packets that follow wait for the next poll.
   */
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
      send(answer(writer, exchange), exchange);
      compressible = false;
    }
  }

  @Override
  public void setReading(boolean reading) {
    this.reading = reading;
    passPackets(() -> !this.reading);
  }

  /**
   * Reports a sign of life at the next poll, because a client that polls again has read the
   * previous response. Ends a pending poll, whose client may be gone.
   */
  @Override
  public void checkClientActivity() {
    checkingActivity = true;
    if (offer(PacketType.NOOP, "")) {
      flush();
    }
  }

  /** Passes all packets of the current POST request to the listener. */
  @Override
  public void passArrived() {
    passPackets(() -> false);
  }

  @Override
  public void end(TransportCloseMode ending) {
    if (refusal != null) {
      return;
    }
    siblings.decrementAndGet();
    refusal =
        ending == TransportCloseMode.UPGRADED
            ? HandshakeError.BAD_REQUEST
            : HandshakeError.UNKNOWN_SESSION;
    boolean silent =
        ending == TransportCloseMode.CLIENT_CLOSED || ending == TransportCloseMode.UPGRADED;
    flush(); // a CLOSE packet never shares a response with packets that go before it
    offer(silent ? PacketType.NOOP : PacketType.CLOSE, "");
    flush();
    answerPost();
  }

  // ---- requests of the client

  /** Handles a GET request, which waits until the session sends a packet. */
  void onPoll(HttpExchange exchange) {
    if (refusal != null) {
      exchange.answer(EngineResponses.refused(refusal));
    } else if (poll != null) {
      exchange.because("overlapping polls");
      exchange.answer(EngineResponses.badRequest());
      listener().onFailed("overlapping polls");
    } else {
      poll = exchange;
      if (checkingActivity) {
        checkingActivity = false;
        listener().onClientActivity();
      }
      listener().onWritable();
    }
  }

  /** Handles the head of a POST request. */
  void onPost(HttpExchange exchange) {
    if (refusal != null) {
      exchange.answer(EngineResponses.refused(refusal));
    } else if (post != null) {
      refusePost(exchange, "overlapping posts");
    } else {
      post = exchange;
    }
  }

  /** Refuses a POST request and fails the transport. */
  void refusePost(HttpExchange exchange, String detail) {
    exchange.because(refusal == null ? detail : refusal.message());
    exchange.answer(
        refusal == null ? EngineResponses.badRequest() : EngineResponses.refused(refusal));
    if (refusal == null) {
      listener().onFailed(detail);
    }
  }

  /**
   * Returns whether a CLOSE packet of the client must wait, because the client's last poll has not
   * arrived yet.
   */
  boolean awaitsPoll() {
    return refusal == null && poll == null;
  }

  /** Handles the body of a POST request. */
  void onBody(HttpExchange exchange, PollingCodec.Body body) {
    if (refusal != null) {
      exchange.answer(EngineResponses.refused(refusal));
    } else if (post == exchange) {
      settings.counters().received(body.bytes().length);
      unread = settings.codec().newReader(body, listener());
      passPackets(() -> !reading);
    }
  }

  /** Called when a POST request was refused because of its body, which closes the session. */
  void onBodyRefused(HttpExchange exchange, String detail) {
    if (refusal == null && post == exchange) {
      post = null;
      listener().onFailed(detail);
    }
  }

  /** Called when the connection of a request failed before the response. */
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

  /**
   * Passes packets of the current POST request to the listener, which may pause the transport at
   * any packet. The request is answered when all are passed and the transport reads, or has ended.
   */
  private void passPackets(BooleanSupplier paused) {
    PayloadReader reader = unread;
    if (reader == null || passing) {
      return;
    }
    passing = true;
    try {
      reader.read(() -> refusal != null || paused.getAsBoolean());
    } finally {
      passing = false;
    }
    if (refusal != null || (reading && reader.isDone())) {
      answerPost();
    }
  }

  private void answerPost() {
    HttpExchange exchange = post;
    if (unread != null && exchange != null) {
      unread = null;
      post = null;
      send(EngineResponses.accepted(), exchange);
    }
  }

  private void send(HttpResponse response, HttpExchange exchange) {
    settings.counters().sent(response.body().length);
    exchange.answer(response);
  }

  private PayloadWriter response() {
    PayloadWriter writer = response;
    if (writer == null) {
      writer = settings.codec().newWriter(settings.maxPayload());
      response = writer;
    }
    return writer;
  }

  private HttpResponse answer(PayloadWriter writer, HttpExchange exchange) {
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
