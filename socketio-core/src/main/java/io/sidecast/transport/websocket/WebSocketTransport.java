package io.sidecast.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundInvoker;
import io.sidecast.engine.IncompleteBytes;
import io.sidecast.engine.LoopCounters;
import io.sidecast.engine.PacketType;
import io.sidecast.engine.RefusalLog;
import io.sidecast.engine.Transport;
import io.sidecast.engine.TransportCloseMode;
import io.sidecast.engine.TransportListener;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.transport.encoding.EncodedFrames;
import io.sidecast.transport.encoding.FrameFormat;
import io.sidecast.transport.encoding.V3PayloadReader;
import io.sidecast.transport.encoding.WebSocketFrame;
import io.sidecast.transport.http.HttpRequests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The transport of one WebSocket (Engine.IO protocol, section "WebSocket").
 *
 * <p>Small frames that are written between two flushes share one buffer, which needs only one entry
 * in the channel's queue and one element of the gathering write. Confined to the channel's event
 * loop.
 */
public final class WebSocketTransport implements Transport {

  private static final String NAME = "websocket";
  private static final int MAX_BATCH = 16 * 1024;

  /**
   * How long the server waits for the client's close frame after its own close frame is written.
   */
  private static final int CLOSE_LINGER_SECONDS = 3;

  /** How long the server waits until the client has read the messages before the close frame. */
  private static final int WRITE_LINGER_SECONDS = 30;

  private final Channel channel;
  private final WebSocketReader reader;
  private final FrameFormat style;
  private final RefusalLog refusals;
  private final LoopCounters counters;

  /** The context of the reader: handlers of another server behind it must not see frames. */
  private ChannelOutboundInvoker output;

  private @Nullable TransportListener listener;
  private @Nullable ByteBuf batch;
  private boolean dirty;
  private boolean ended;

  /**
   * Whether the server has ended the transport. The session counts messages that arrive after this.
   */
  private boolean endedByServer;

  private boolean closeSent;

  public record Settings(
      int maxPayload,
      FrameFormat style,
      RefusalLog refusals,
      IncompleteBytes incomplete,
      LoopCounters counters) {

    boolean deflates() {
      return style.deflateFrom() != FrameFormat.NEVER;
    }
  }

  public WebSocketTransport(Channel channel, Settings settings) {
    this.channel = channel;
    this.output = channel;
    this.style = settings.style();
    this.refusals = settings.refusals();
    this.counters = settings.counters();
    this.reader = new WebSocketReader(this, settings);
  }

  public ChannelHandler handler() {
    return reader;
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
    return channel.isWritable();
  }

  @Override
  public boolean isWriteQueueFull() {
    return !channel.isWritable();
  }

  @Override
  public long bufferedBytes() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return (queue == null ? 0 : queue.totalPendingWriteBytes())
        + (batch == null ? 0 : batch.readableBytes());
  }

  @Override
  public boolean offer(EncodedPacket packet) {
    if (ended || !channel.isWritable()) {
      return false;
    }
    boolean compressible = packet.flags().compressible();
    EncodedFrames form = EncodedFrames.of(packet).in(compressible ? style : style.uncompressed());
    byte[] frames = form.frames();
    if (frames.length > MAX_BATCH) {
      writeBatch();
      counters.sent(frames.length);
      output.write(form.sharedFrames(), output.voidPromise());
      dirty = true;
    } else {
      add(frames);
    }
    return true;
  }

  /**
   * Accepts the packet even if the channel is not writable, because the engine's own packets are
   * few and small.
   */
  @Override
  public boolean offer(PacketType type, String data) {
    if (!ended) {
      byte[] text = ((char) type.digit() + data).getBytes(StandardCharsets.US_ASCII);
      add(WebSocketFrame.of(WebSocketFrame.TEXT, text));
    }
    return true;
  }

  @Override
  public void flush() {
    writeBatch();
    if (dirty) {
      dirty = false;
      output.flush();
    }
  }

  @Override
  public void setReading(boolean reading) {
    if (!ended) {
      read(reading);
    }
  }

  private void read(boolean reading) {
    channel.config().setAutoRead(reading);
    reader.setReading(reading);
  }

  @Override
  public void checkClientActivity() {
    if (!ended) {
      reader.checkClientActivity(channel);
    }
  }

  @Override
  public void end(TransportCloseMode ending) {
    if (ended) {
      return;
    }
    if (ending == TransportCloseMode.CUT) {
      ended = true;
      releaseBatch();
      channel.close();
      return;
    }
    flush();
    ended = true;
    endedByServer = true;
    read(true); // to receive the client's close frame, behind the messages that have arrived
    boolean gone = ending == TransportCloseMode.SERVER_GONE;
    sendClose(gone ? WebSocketFrame.GOING_AWAY : WebSocketFrame.NORMAL_CLOSURE);
  }

  /** Called when the reader is in the pipeline. */
  void onAdded(ChannelHandlerContext context) {
    output = context;
  }

  // ---- events of the client

  /**
   * Handles a text message.
   *
   * @param first the first character, or 0 for an empty message
   * @param data the rest of the message
   */
  void onText(int first, byte[] data) {
    if (ignoresMessages()) {
      return;
    }
    PacketType type = PacketType.of(first);
    byte[] bytes = first == 'b' && style.isV3() ? V3PayloadReader.base64(data) : null;
    if (type != null) {
      listener().onPacket(type, data);
    } else if (bytes != null) {
      listener().onBinary(bytes);
    } else {
      listener().onMalformed("unknown packet type");
    }
  }

  /** Handles a text message that is not split. */
  void onText(byte[] message) {
    if (message.length == 0) {
      onText(0, message);
    } else {
      onText(message[0], Arrays.copyOfRange(message, 1, message.length));
    }
  }

  void onBinary(byte[] data) {
    if (ignoresMessages()) {
      return;
    }
    if (!style.isV3()) {
      listener().onBinary(data);
    } else if (data.length > 0 && data[0] == V3PayloadReader.BINARY_MESSAGE) {
      listener().onBinary(Arrays.copyOfRange(data, 1, data.length));
    } else {
      listener().onMalformed("binary packet that is no message");
    }
  }

  /**
   * Returns whether the message is ignored. After the server has ended the transport, the session
   * receives the messages to drop and count them.
   */
  private boolean ignoresMessages() {
    return ended && (!endedByServer || listener == null);
  }

  /** Sends a pong if the channel is writable; a client that does not read receives no pongs. */
  void onPing(byte[] data) {
    if (!ended && channel.isWritable()) {
      add(WebSocketFrame.of(WebSocketFrame.PONG, data));
      flush();
    }
  }

  void onCloseFrame(int code) {
    if (closeSent) {
      channel.close();
      return;
    }
    closeSent = true;
    writeBatch();
    writeClose(WebSocketFrame.NORMAL_CLOSURE).addListener(ChannelFutureListener.CLOSE);
    closed("close frame " + code);
  }

  /** Called when the client violated RFC 6455: logs the violation and sends a close frame. */
  void onViolation(int code, String detail) {
    if (!ended) {
      refusals.refused(code + " " + detail, () -> HttpRequests.address(channel));
      writeBatch();
      sendClose(code);
      failed(detail);
    }
  }

  /** Logs an exception of the server, not of the network. */
  void onFailure(Throwable failure) {
    refusals.failed("WebSocket", () -> HttpRequests.address(channel), failure);
  }

  void onInactive(@Nullable Throwable cause) {
    if (listener == null) {
      ended = true;
    } else if (cause == null) {
      closed("connection closed");
    } else {
      failed(String.valueOf(cause.getMessage()));
    }
    releaseBatch();
  }

  boolean isAttached() {
    return listener != null;
  }

  void onClientActivity() {
    if (!ended) {
      listener().onClientActivity();
    }
  }

  void onWritable() {
    if (!ended) {
      listener().onWritable();
    }
  }

  private void closed(String detail) {
    if (!ended) {
      ended = true;
      listener().onClosed(detail);
    }
  }

  private void failed(String detail) {
    if (!ended) {
      ended = true;
      listener().onFailed(detail);
    }
  }

  /**
   * Sends a close frame and waits for the client's close frame (RFC 6455, section 7.1.1). The
   * deadline begins when the frame is written, so that a client that reads slowly receives the
   * messages before the frame.
   */
  private void sendClose(int code) {
    if (!closeSent && channel.isActive()) {
      closeSent = true;
      writeClose(code).addListener(written -> closeIn(CLOSE_LINGER_SECONDS));
      closeIn(WRITE_LINGER_SECONDS);
    }
  }

  private ChannelFuture writeClose(int code) {
    byte[] frame = WebSocketFrame.close(code);
    counters.sent(frame.length);
    return output.writeAndFlush(Unpooled.wrappedBuffer(frame));
  }

  private void closeIn(int seconds) {
    var cut = channel.eventLoop().schedule(() -> channel.close(), seconds, TimeUnit.SECONDS);
    channel.closeFuture().addListener(closed -> cut.cancel(false));
  }

  private void add(byte[] frames) {
    ByteBuf buffer = batch;
    if (buffer != null && buffer.readableBytes() + frames.length > MAX_BATCH) {
      writeBatch();
      buffer = null;
    }
    if (buffer == null) {
      buffer = channel.alloc().ioBuffer(frames.length);
      batch = buffer;
    }
    buffer.writeBytes(frames);
  }

  private void writeBatch() {
    ByteBuf buffer = batch;
    if (buffer != null) {
      batch = null;
      dirty = true;
      counters.sent(buffer.readableBytes());
      output.write(buffer, output.voidPromise());
    }
  }

  private void releaseBatch() {
    if (batch != null) {
      batch.release();
      batch = null;
    }
  }

  private TransportListener listener() {
    if (listener == null) {
      throw new IllegalStateException("no session");
    }
    return listener;
  }
}
