package io.sidecast;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A Socket.IO client over raw TCP, over either transport, without threads of its own. It can send
 * several packets at once and end a connection in every way that TCP has. Not thread-safe.
 */
abstract class LightClient implements AutoCloseable {

  private static final int DEADLINE_MILLIS = 60_000;

  private final Socket socket;
  final DataInputStream in;

  private LightClient(int port) throws IOException {
    this.socket = newSocket(port);
    this.in = input(socket);
  }

  /** Connects a client to the namespace {@code /}. */
  static LightClient connect(int port, String transport) throws IOException {
    LightClient client = open(port, transport);
    client.send(List.of("40"));
    String answer = client.next();
    if (!answer.startsWith("40")) {
      throw new AssertionError("not connected: " + answer);
    }
    return client;
  }

  /** Opens the connection of a client without connecting to a namespace. */
  static LightClient open(int port, String transport) throws IOException {
    return transport.equals("websocket") ? new OverWebSocket(port) : new OverPolling(port);
  }

  static Socket newSocket(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  static DataInputStream input(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /**
   * Sends Engine.IO packets in one write or one POST request; binary ones are base64 after a "b".
   */
  abstract void send(List<String> packets) throws IOException;

  /** Waits until the server has read all earlier packets. */
  abstract void fence() throws IOException;

  /** Returns the next Engine.IO packet that is not a ping. */
  abstract String next() throws IOException;

  /** Sends a poll if the transport is polling and no poll is pending. */
  abstract void awaitsPackets() throws IOException;

  /** Sends a WebSocket close frame. */
  abstract void closeFrame() throws IOException;

  /** Ends the TCP connection after all sent data. */
  void end() throws IOException {
    socket.shutdownOutput();
  }

  /** Resets the TCP connection. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns a frame of a WebSocket. */
  static byte[] frame(int first, byte[] data) {
    var frame = new ByteArrayOutputStream();
    frame.write(first);
    if (data.length < 126) {
      frame.write(0x80 | data.length);
    } else if (data.length < 1 << 16) {
      frame.write(0x80 | 126);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) data.length).array());
    } else {
      frame.write(0x80 | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(data.length).array());
    }
    frame.writeBytes(new byte[4]); // a mask of zeros does not change the data
    frame.writeBytes(data);
    return frame.toByteArray();
  }

  /** Reads the head and the body of an HTTP response. */
  static String answer(DataInputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    int length = 0;
    for (String line : head.toString().split("\r\n", 0)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      }
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static final class OverWebSocket extends LightClient {

    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 10;

    OverWebSocket(int port) throws IOException {
      super(port);
      write(
          latin(
              String.join(
                  "\r\n",
                  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
                  "Host: test",
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                  "",
                  "")));
      answer(in);
      next();
    }

    @Override
    void send(List<String> packets) throws IOException {
      var frames = new ByteArrayOutputStream();
      for (String packet : packets) {
        boolean binary = packet.startsWith("b");
        byte[] data = binary ? Base64.getDecoder().decode(packet.substring(1)) : utf8(packet);
        frames.writeBytes(frame(binary ? BINARY : TEXT, data));
      }
      write(frames.toByteArray());
    }

    @Override
    void fence() throws IOException {
      write(frame(PING, new byte[0]));
      while ((in.readUnsignedByte() & 0x0f) != PONG) {
        payload();
      }
      payload();
    }

    @Override
    String next() throws IOException {
      String packet;
      do {
        in.readUnsignedByte();
        packet = payload();
      } while (packet.equals("2"));
      return packet;
    }

    private String payload() throws IOException {
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = (int) in.readLong();
      }
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    void awaitsPackets() {}

    @Override
    void closeFrame() throws IOException {
      write(frame(CLOSE, new byte[0]));
    }
  }

  /** Polls on one connection and posts on another, like browsers. */
  private static final class OverPolling extends LightClient {

    private static final String PATH = "/socket.io/?EIO=4&transport=polling";

    private final Socket posts;
    private final DataInputStream postAnswers;

    /** Whether a poll has no response yet. */
    private boolean awaiting;

    private final String session;

    OverPolling(int port) throws IOException {
      super(port);
      posts = newSocket(port);
      postAnswers = input(posts);
      write(get(PATH));
      String open = answer(in);
      int from = open.indexOf("\"sid\":\"") + 7;
      session = PATH + "&sid=" + open.substring(from, open.indexOf('"', from));
    }

    private static byte[] get(String path) {
      return latin("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    /** Returns after the response to the POST request; the server has read all of it by then. */
    @Override
    void send(List<String> packets) throws IOException {
      String body = String.join("\u001e", packets);
      posts
          .getOutputStream()
          .write(
              latin(
                  "POST "
                      + session
                      + " HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body));
      answer(postAnswers);
    }

    @Override
    void fence() {}

    @Override
    String next() throws IOException {
      String payload;
      do {
        awaitsPackets();
        awaiting = false;
        payload = answer(in);
      } while (payload.equals("2"));
      return payload.startsWith("2\u001e") ? payload.substring(2) : payload;
    }

    @Override
    void awaitsPackets() throws IOException {
      if (!awaiting) {
        awaiting = true;
        write(get(session));
      }
    }

    @Override
    void closeFrame() {
      throw new UnsupportedOperationException("polling has no close frame");
    }

    @Override
    void reset() throws IOException {
      super.reset();
      posts.close();
    }

    @Override
    public void close() throws IOException {
      super.close();
      posts.close();
    }
  }
}
