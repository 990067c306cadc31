package io.sidecast.conformance.redis;

import io.sidecast.conformance.TestClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Records every command that a Redis without a password executes. Confined to the test thread. */
public final class RedisSpy implements AutoCloseable {

  private final URI redis;
  private final Socket socket;
  private final List<String> commands = new CopyOnWriteArrayList<>();

  public RedisSpy(URI redis) {
    this.redis = redis;
    try {
      socket = new Socket(redis.getHost(), redis.getPort());
      BufferedReader replies = send(socket, "MONITOR");
      if (!"+OK".equals(replies.readLine())) {
        throw new IllegalStateException("Redis rejected MONITOR");
      }
      var reader = new Thread(() -> replies.lines().forEach(commands::add), "redis-spy");
      reader.setDaemon(true);
      reader.setUncaughtExceptionHandler((thread, closed) -> {});
      reader.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot spy on Redis", e);
    }
  }

  /** Waits until a publish with this text was recorded and returns all such publishes. */
  public List<String> awaitPublishes(String text) {
    Awaitility.await("a PUBLISH with " + text)
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> !publishes(text).isEmpty());
    return publishes(text);
  }

  /** Returns the publishes recorded so far whose envelope contains a text. */
  public List<String> publishes(String text) {
    return commands.stream()
        .filter(command -> command.contains("\"PUBLISH\"") && command.contains(text))
        .toList();
  }

  /** Returns the number of connections that are subscribed to the channel of a publish. */
  public int receivers(String publish) {
    String channel = publish.split("\"PUBLISH\" \"", 2)[1].split("\"", 2)[0];
    try (var asks = new Socket(redis.getHost(), redis.getPort())) {
      BufferedReader reply = send(asks, "PUBSUB NUMSUB " + channel);
      reply.readLine();
      reply.readLine();
      reply.readLine();
      return Integer.parseInt(reply.readLine().substring(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static BufferedReader send(Socket socket, String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }
}
