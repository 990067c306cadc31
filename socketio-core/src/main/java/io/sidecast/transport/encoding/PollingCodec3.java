package io.sidecast.transport.encoding;

import io.sidecast.engine.PacketType;
import io.sidecast.engine.TransportListener;
import io.sidecast.packet.EncodedPacket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The format of revision 3, in which the length of a packet precedes it. A payload is text, with
 * lengths in UTF-16 code units and with attachments in base64. If the payload has attachments and
 * the client accepts binary responses, the payload is binary, with lengths in bytes. Thread-safe.
 */
public final class PollingCodec3 implements PollingCodec {

  private static final byte END_OF_LENGTH = (byte) 0xff;

  private final boolean binarySupported;

  public PollingCodec3(boolean binarySupported) {
    this.binarySupported = binarySupported;
  }

  @Override
  public PayloadWriter newWriter(int maxPayload) {
    return new Writer(maxPayload, binarySupported);
  }

  @Override
  public PayloadReader newReader(Body body, TransportListener listener) {
    return new V3PayloadReader(body, listener);
  }

  private static final class Writer implements PayloadWriter {

    private final int maxPayload;
    private final boolean binarySupported;
    private final List<Entry> entries = new ArrayList<>(4);
    private boolean binary;
    private int size;

    /** One packet in both forms: for a text payload and for a binary one. */
    private record Entry(byte[] text, List<byte[]> messages, boolean headIsText) {}

    Writer(int maxPayload, boolean binarySupported) {
      this.maxPayload = maxPayload;
      this.binarySupported = binarySupported;
    }

    @Override
    public boolean add(EncodedPacket packet) {
      byte[] text = EncodedFrames.of(packet).in(FrameFormat.V3).payload();
      List<byte[]> messages = new ArrayList<>(1 + packet.attachments().size());
      messages.add(withType(packet.isText() ? '4' : 4, packet.head()));
      packet.attachments().forEach(bytes -> messages.add(withType(4, bytes)));
      if (!add(new Entry(text, messages, packet.isText()))) {
        return false;
      }
      binary |= binarySupported && (!packet.isText() || !packet.attachments().isEmpty());
      return true;
    }

    @Override
    public boolean add(PacketType type, String data) {
      byte[] packet = ((char) type.digit() + data).getBytes(StandardCharsets.US_ASCII);
      byte[] text = (packet.length + ":").getBytes(StandardCharsets.US_ASCII);
      var whole = new ByteArrayOutputStream(text.length + packet.length);
      whole.writeBytes(text);
      whole.writeBytes(packet);
      return add(new Entry(whole.toByteArray(), List.of(packet), true));
    }

    private boolean add(Entry entry) {
      if (size > 0 && (long) size + entry.text().length > maxPayload) {
        return false;
      }
      entries.add(entry);
      size += entry.text().length;
      return true;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public byte[] payload() {
      var bytes = new ByteArrayOutputStream(size);
      for (Entry entry : entries) {
        if (binary) {
          writeBinary(entry, bytes);
        } else {
          bytes.writeBytes(entry.text());
        }
      }
      return bytes.toByteArray();
    }

    @Override
    public String contentType() {
      return binary ? "application/octet-stream" : "text/plain; charset=UTF-8";
    }

    private static void writeBinary(Entry entry, ByteArrayOutputStream bytes) {
      boolean text = entry.headIsText();
      for (byte[] message : entry.messages()) {
        bytes.write(text ? 0 : 1);
        for (char digit : Integer.toString(message.length).toCharArray()) {
          bytes.write(digit - '0');
        }
        bytes.write(END_OF_LENGTH);
        bytes.writeBytes(message);
        text = false;
      }
    }

    private static byte[] withType(int type, byte[] data) {
      byte[] message = new byte[1 + data.length];
      message[0] = (byte) type;
      System.arraycopy(data, 0, message, 1, data.length);
      return message;
    }
  }
}
