package io.sidecast.conformance.overload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * A client over a WebSocket on a blocking socket. It ignores what it receives, or does not read at
 * all. Confined to one thread, except for {@link #close}.
 */
final class RawClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int READ_BUFFER = 64 * 1024;

  private final Socket socket = new Socket();
  private final InputStream in;

  /** Connects to the namespace {@code /}. */
  RawClient(int port) throws IOException {
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), READ_BUFFER);
    try {
      write(
          """
          GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r
          Host: test\r
          Connection: Upgrade\r
          Upgrade: websocket\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
          \r
          """
              .getBytes(ISO_8859_1));
      skipHead();
      write(frame("40"));
    } catch (IOException refused) {
      close();
      throw refused;
    }
  }

  private void skipHead() throws IOException {
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed by the server");
      }
      matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
    }
  }

  /** Returns a text frame with one packet of Engine.IO. Its mask of zeros changes no byte. */
  static byte[] frame(String packet) {
    byte[] data = packet.getBytes(UTF_8);
    var frame = new ByteArrayOutputStream();
    frame.write(0x81);
    if (data.length < 126) {
      frame.write(0x80 | data.length);
    } else if (data.length < 1 << 16) {
      frame.write(0x80 | 126);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) data.length).array());
    } else {
      frame.write(0x80 | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(data.length).array());
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(data);
    return frame.toByteArray();
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Returns whether the server has closed the connection, without reading data. */
  boolean isCut() {
    try {
      write(frame("3")); // a pong is always allowed
      return false;
    } catch (IOException cut) {
      return true;
    }
  }

  /** Reads and drops everything until the connection ends. */
  void drain() throws IOException {
    var buffer = new byte[READ_BUFFER];
    socket.setSoTimeout(0);
    while (in.read(buffer) >= 0) {
      // dropped
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is closed already
    }
  }
}
