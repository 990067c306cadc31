package io.sidecast;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A Socket.IO client over raw TCP that upgrades in single steps and can stop between any two. It
 * polls, posts and upgrades on one connection each. Not thread-safe.
 */
final class UpgradingClient implements AutoCloseable {

  private static final int TEXT = 0x81;

  private final String query;
  private final Connection polls;
  private final Connection posts;
  private final Connection upgrade;

  /** One TCP connection. */
  private static final class Connection implements AutoCloseable {
    final Socket socket;
    final DataInputStream in;

    Connection(int port) throws IOException {
      socket = LightClient.newSocket(port);
      in = LightClient.input(socket);
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Discards everything that arrives, until the server closes the connection. */
    void drain() {
      try {
        while (in.read() >= 0) {
          // discards the bytes
        }
      } catch (IOException closed) {
        // The test has closed the connection, or the server has.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /**
   * Opens a session by polling, and the TCP connections.
   *
   * @param name the query parameter {@code name} of the handshake
   */
  UpgradingClient(int port, String name) throws IOException {
    polls = new Connection(port);
    posts = new Connection(port);
    upgrade = new Connection(port);
    polls.write(get("EIO=4&transport=polling&name=" + name));
    String open = LightClient.answer(polls.in);
    int from = open.indexOf("\"sid\":\"") + 7;
    query = "EIO=4&sid=" + open.substring(from, open.indexOf('"', from)) + "&transport=";
  }

  private static byte[] get(String query) {
    return LightClient.latin("GET /socket.io/?" + query + " HTTP/1.1\r\nHost: test\r\n\r\n");
  }

  /**
   * Sends packets in one POST request, and returns after the response.
   *
   * @throws IOException also if the server refuses the request, because the session has ended
   */
  void post(List<String> packets) throws IOException {
    startPost(packets);
    String answer = LightClient.answer(posts.in);
    if (!answer.equals("ok")) {
      throw new IOException("refused: " + answer);
    }
  }

  /** Sends packets in one POST request. */
  void startPost(List<String> packets) throws IOException {
    String body = String.join("\u001e", packets);
    posts.write(LightClient.latin(postHead(body.length()) + body));
  }

  /** Sends a part of a POST request. */
  void postHalf(String body) throws IOException {
    posts.write(LightClient.latin(postHead(2 * body.length()) + body));
  }

  private String postHead(int length) {
    return "POST /socket.io/?"
        + query
        + "polling HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  /** Sends a poll. */
  void startPoll() throws IOException {
    polls.write(get(query + "polling"));
  }

  /** Reads the response to a poll. */
  String readPoll() throws IOException {
    return LightClient.answer(polls.in);
  }

  /** The request that opens the WebSocket. */
  byte[] request() {
    return LightClient.latin(
        String.join(
            "\r\n",
            "GET /socket.io/?" + query + "websocket HTTP/1.1",
            "Host: test",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "",
            ""));
  }

  static byte[] frame(String packet) {
    return LightClient.frame(TEXT, LightClient.latin(packet));
  }

  static byte[] half(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  /** Sends bytes on the connection of the WebSocket. */
  void write(byte[]... parts) throws IOException {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    upgrade.write(all.toByteArray());
  }

  /** Reads the response to the request that opens the WebSocket. */
  void readUpgrade() throws IOException {
    LightClient.answer(upgrade.in);
  }

  /**
   * Reads a short frame with text.
   *
   * @throws IOException also for a close frame
   */
  String readFrame() throws IOException {
    int first = upgrade.in.readUnsignedByte();
    if (first != TEXT) {
      throw new IOException("no text: " + first);
    }
    return new String(upgrade.in.readNBytes(upgrade.in.readUnsignedByte()), StandardCharsets.UTF_8);
  }

  /** Reads everything from now on, on threads of its own. */
  void readOn() {
    for (Connection connection : List.of(polls, posts, upgrade)) {
      WireClient.THREADS.execute(connection::drain);
    }
  }

  @Override
  public void close() throws IOException {
    polls.close();
    posts.close();
    upgrade.close();
  }
}
