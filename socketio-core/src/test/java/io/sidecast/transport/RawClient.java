package io.sidecast.transport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A TCP connection on which a test sends arbitrary bytes. Not thread-safe. */
final class RawClient implements AutoCloseable {

  private static final int DEADLINE_MILLIS = 15_000;

  final Socket socket;
  private final DataInputStream in;

  record Answer(int status, String head, String body) {}

  record Frame(int opcode, boolean compressed, byte[] data) {}

  RawClient(TestServer server) throws IOException {
    this(server.port());
  }

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Opens a WebSocket; the engine's OPEN packet is the first message. */
  static RawClient webSocket(TestServer server, String path) throws IOException {
    return webSocket(server.port(), path);
  }

  /** Opens a WebSocket; the engine's OPEN packet is the first message. */
  static RawClient webSocket(int port, String path) throws IOException {
    var client = new RawClient(port);
    client.send(upgrade(path));
    client.answer();
    return client;
  }

  static String upgrade(String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  }

  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n";
  }

  static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends a masked frame. */
  void frame(int first, byte[] data) throws IOException {
    send(masked(first, data));
  }

  /** Returns a frame several times. */
  static byte[] repeated(byte[] frame, int times) {
    byte[] all = new byte[frame.length * times];
    for (int i = 0; i < all.length; i++) {
      all[i] = frame[i % frame.length];
    }
    return all;
  }

  static byte[] masked(int first, byte[] data) {
    var frame = new ByteArrayOutputStream();
    frame.write(first);
    if (data.length < 126) {
      frame.write(0x80 | data.length);
    } else if (data.length < 65_536) {
      frame.write(0x80 | 126);
      frame.write(data.length >> 8);
      frame.write(data.length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) data.length >>> shift));
      }
    }
    byte[] mask = {0x12, (byte) 0xF4, 0x56, (byte) 0x9A};
    frame.writeBytes(mask);
    for (int i = 0; i < data.length; i++) {
      frame.write(data[i] ^ mask[i % 4]);
    }
    return frame.toByteArray();
  }

  /** Reads one HTTP response. */
  Answer answer() throws IOException {
    Answer head = headOnly();
    int length = 0;
    for (String line : head.head().split("\r\n", 0)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(head.status(), head.head(), body);
  }

  /** Reads the head of one HTTP response. */
  Answer headOnly() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), "");
  }

  /** Reads one WebSocket frame. */
  Frame frame() throws IOException {
    int first = in.readUnsignedByte();
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    return new Frame(first & 0x0f, (first & 0x40) != 0, in.readNBytes((int) length));
  }

  String text() throws IOException {
    return new String(frame().data(), StandardCharsets.UTF_8);
  }

  /** Reads frames up to the next close frame and returns its status code. */
  int closeCode() throws IOException {
    Frame frame = frame();
    while (frame.opcode() != 8) {
      frame = frame();
    }
    return ((frame.data()[0] & 0xff) << 8) | (frame.data()[1] & 0xff);
  }

  /** Reads to the end and returns whether the server has closed the connection. */
  boolean isEnded() throws IOException {
    try {
      while (in.read() >= 0) {
        // discards the bytes
      }
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
