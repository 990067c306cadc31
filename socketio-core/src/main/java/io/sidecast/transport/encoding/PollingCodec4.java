package io.sidecast.transport.encoding;

import io.sidecast.engine.PacketType;
import io.sidecast.engine.TransportListener;
import io.sidecast.packet.EncodedPacket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The format of revision 4: text with a separator between two packets. Thread-safe. */
public final class PollingCodec4 implements PollingCodec {

  public static final PollingCodec4 INSTANCE = new PollingCodec4();

  private PollingCodec4() {}

  @Override
  public PayloadWriter newWriter(int maxPayload) {
    return new Writer(maxPayload);
  }

  @Override
  public PayloadReader newReader(Body body, TransportListener listener) {
    return PollingPayload.reader(body.bytes(), listener);
  }

  private static final class Writer implements PayloadWriter {

    private final int maxPayload;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

    Writer(int maxPayload) {
      this.maxPayload = maxPayload;
    }

    @Override
    public boolean add(EncodedPacket packet) {
      return append(EncodedFrames.of(packet).payload());
    }

    @Override
    public boolean add(PacketType type, String data) {
      return append(((char) type.digit() + data).getBytes(StandardCharsets.US_ASCII));
    }

    private boolean append(byte[] packets) {
      if (bytes.size() > 0) {
        if (bytes.size() + 1L + packets.length > maxPayload) {
          return false;
        }
        bytes.write(PollingPayload.SEPARATOR);
      }
      bytes.writeBytes(packets);
      return true;
    }

    @Override
    public int size() {
      return bytes.size();
    }

    @Override
    public byte[] payload() {
      return bytes.toByteArray();
    }

    @Override
    public String contentType() {
      return "text/plain; charset=UTF-8";
    }
  }
}
