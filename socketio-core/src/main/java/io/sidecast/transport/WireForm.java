package io.sidecast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sidecast.packet.EncodedPacket;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A packet as the transports write it, made once for all receivers. Any thread; two threads that
 * come first may both make the same bytes.
 */
final class WireForm {

  private static final byte MESSAGE = '4';
  private static final byte BINARY = 'b';

  private final EncodedPacket packet;
  private volatile byte @Nullable [] frames;
  private volatile byte @Nullable [] payload;
  private volatile @Nullable ByteBuf shared;
  private volatile boolean used;

  private WireForm(EncodedPacket packet) {
    this.packet = packet;
  }

  static WireForm of(EncodedPacket packet) {
    return packet.wireForm(WireForm.class, WireForm::new);
  }

  /** WebSocket frames, one for the head and one for each attachment. Nobody changes the array. */
  byte[] frames() {
    byte[] made = frames;
    if (made == null) {
      made = makeFrames();
      frames = made;
    }
    return made;
  }

  /**
   * The frames as a buffer that needs no release. Netty copies heap bytes for each write, so from
   * the second receiver on all share one copy outside the heap, which the garbage collector frees.
   */
  ByteBuf sharedFrames() {
    byte[] bytes = frames();
    if (!used) {
      used = true;
      return Unpooled.wrappedBuffer(bytes);
    }
    ByteBuf made = shared;
    if (made == null) {
      ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      made = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(direct));
      shared = made;
    }
    return made.duplicate();
  }

  /** A polling payload: the packets with separators between them. Nobody changes the array. */
  byte[] payload() {
    byte[] made = payload;
    if (made == null) {
      made = makePayload();
      payload = made;
    }
    return made;
  }

  private byte[] makeFrames() {
    byte[] head = packet.head();
    int headLength = head.length + (packet.isText() ? 1 : 0);
    int size = WebSocketFrame.size(headLength);
    for (byte[] attachment : packet.attachments()) {
      size += WebSocketFrame.size(attachment.length);
    }
    byte[] bytes = new byte[size];
    int opcode = packet.isText() ? WebSocketFrame.TEXT : WebSocketFrame.BINARY;
    int at = WebSocketFrame.writeHeader(bytes, 0, opcode, headLength);
    if (packet.isText()) {
      bytes[at++] = MESSAGE;
    }
    at = append(bytes, at, head);
    for (byte[] attachment : packet.attachments()) {
      at = WebSocketFrame.writeHeader(bytes, at, WebSocketFrame.BINARY, attachment.length);
      at = append(bytes, at, attachment);
    }
    return bytes;
  }

  private byte[] makePayload() {
    byte[] head = packet.isText() ? packet.head() : base64(packet.head());
    int size = 1 + head.length;
    byte[][] encoded = new byte[packet.attachments().size()][];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = base64(packet.attachments().get(i));
      size += 2 + encoded[i].length;
    }
    byte[] bytes = new byte[size];
    bytes[0] = packet.isText() ? MESSAGE : BINARY;
    int at = append(bytes, 1, head);
    for (byte[] attachment : encoded) {
      bytes[at++] = PollingPayload.SEPARATOR;
      bytes[at++] = BINARY;
      at = append(bytes, at, attachment);
    }
    return bytes;
  }

  private static byte[] base64(byte[] bytes) {
    return Base64.getEncoder().encode(bytes);
  }

  private static int append(byte[] target, int at, byte[] source) {
    System.arraycopy(source, 0, target, at, source.length);
    return at + source.length;
  }
}
