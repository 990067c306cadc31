package io.sidecast.transport.encoding;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sidecast.packet.EncodedPacket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The encoded form of a packet, which is created once for all receivers with the same format.
 * Thread-safe; two threads at the same time may both encode the packet, with equal results.
 */
public final class EncodedFrames {

  private static final byte MESSAGE = '4';
  private static final byte BINARY = 'b';

  private final EncodedPacket packet;
  private final FrameFormat style;
  private volatile byte @Nullable [] frames;
  private volatile byte @Nullable [] payload;
  private volatile @Nullable ByteBuf shared;
  private volatile boolean used;
  private volatile @Nullable EncodedFrames next;

  private EncodedFrames(EncodedPacket packet, FrameFormat style) {
    this.packet = packet;
    this.style = style;
  }

  public static EncodedFrames of(EncodedPacket packet) {
    return packet.encodedFrames(
        EncodedFrames.class, plain -> new EncodedFrames(plain, FrameFormat.PLAIN));
  }

  /**
   * Returns the same packet in another format. The forms of a packet are a linked list, because the
   * formats are few.
   */
  public EncodedFrames in(FrameFormat wanted) {
    EncodedFrames form = this;
    while (!form.style.equals(wanted)) {
      EncodedFrames following = form.next;
      if (following == null) {
        following = new EncodedFrames(packet, wanted);
        form.next = following;
      }
      form = following;
    }
    return form;
  }

  /**
   * Returns the WebSocket frames, one for the head and one for each attachment. The array must not
   * be changed.
   */
  public byte[] frames() {
    byte[] made = frames;
    if (made == null) {
      made = style.deflateFrom() == FrameFormat.NEVER ? makeFrames() : makeCompressedFrames();
      frames = made;
    }
    return made;
  }

  /**
   * Returns the frames as a buffer that needs no release. Netty copies bytes of the heap for each
   * write. Therefore all receivers after the first share one copy outside the heap, which the
   * garbage collector frees.
   */
  public ByteBuf sharedFrames() {
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

  /**
   * Returns the packet as a polling payload, or as a part of one. The payload is text, also for
   * binary packets. The array must not be changed.
   */
  byte[] payload() {
    byte[] made = payload;
    if (made == null) {
      made = style.isV3() ? makeV3Payload() : makePayload();
      payload = made;
    }
    return made;
  }

  /** Returns the number of bytes before the data of a message: 1 for the type, or 0. */
  private int prefix(boolean text) {
    return text || style.isV3() ? 1 : 0;
  }

  private static byte type(boolean text) {
    return text ? MESSAGE : V3PayloadReader.BINARY_MESSAGE;
  }

  private byte[] makeFrames() {
    int size = WebSocketFrame.size(prefix(packet.isText()) + packet.head().length);
    for (byte[] attachment : packet.attachments()) {
      size += WebSocketFrame.size(prefix(false) + attachment.length);
    }
    byte[] bytes = new byte[size];
    int at = writeFrame(bytes, 0, packet.head(), packet.isText());
    for (byte[] attachment : packet.attachments()) {
      at = writeFrame(bytes, at, attachment, false);
    }
    return bytes;
  }

  private int writeFrame(byte[] target, int start, byte[] data, boolean text) {
    int opcode = text ? WebSocketFrame.TEXT : WebSocketFrame.BINARY;
    int at = WebSocketFrame.writeHeader(target, start, opcode, prefix(text) + data.length);
    if (prefix(text) == 1) {
      target[at++] = type(text);
    }
    return append(target, at, data);
  }

  private byte[] makeCompressedFrames() {
    var bytes = new ByteArrayOutputStream();
    writeCompressed(bytes, packet.head(), packet.isText());
    for (byte[] attachment : packet.attachments()) {
      writeCompressed(bytes, attachment, false);
    }
    return bytes.toByteArray();
  }

  private void writeCompressed(ByteArrayOutputStream target, byte[] data, boolean text) {
    byte[] message = new byte[prefix(text) + data.length];
    if (prefix(text) == 1) {
      message[0] = type(text);
    }
    append(message, prefix(text), data);
    int opcode = text ? WebSocketFrame.TEXT : WebSocketFrame.BINARY;
    target.writeBytes(
        message.length < style.deflateFrom()
            ? WebSocketFrame.of(opcode, message)
            : WebSocketFrame.of(
                opcode | WebSocketFrame.COMPRESSED, MessageDeflate.deflate(message)));
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

  /** Encodes a payload of revision 3, with lengths in UTF-16 code units as in JavaScript. */
  private byte[] makeV3Payload() {
    var text = new StringBuilder();
    String head =
        packet.isText()
            ? new String(packet.head(), StandardCharsets.UTF_8)
            : Base64.getEncoder().encodeToString(packet.head());
    appendV3(text, packet.isText() ? "4" : "b4", head);
    for (byte[] attachment : packet.attachments()) {
      appendV3(text, "b4", Base64.getEncoder().encodeToString(attachment));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void appendV3(StringBuilder text, String type, String data) {
    text.append(type.length() + data.length()).append(':').append(type).append(data);
  }

  private static byte[] base64(byte[] bytes) {
    return Base64.getEncoder().encode(bytes);
  }

  private static int append(byte[] target, int at, byte[] source) {
    System.arraycopy(source, 0, target, at, source.length);
    return at + source.length;
  }
}
