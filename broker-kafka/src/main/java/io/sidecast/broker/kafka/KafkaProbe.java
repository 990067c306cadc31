package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerAddress.Host;
import io.sidecast.broker.BrokerException;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A request to each server before the clients connect, which only a server of Kafka's protocol
 * answers. The client library takes the first four bytes of any peer as the size of a response and
 * allocates that much memory, so the "HTTP" of a web server costs 1.2 GB and can end the JVM. A
 * server that cannot be reached is left to the clients, which may find others. The probe sends a
 * request for the versions of the API (Kafka protocol, section "Retrieving Supported API
 * versions"), which needs no login. Thread-safe; the request runs on a thread of its own.
 */
final class KafkaProbe {

  private static final int MAX_RESPONSE_BYTES = 1 << 20;
  private static final int CORRELATION_ID = 0x53696465;
  private static final byte[] REQUEST =
      ByteBuffer.allocate(14)
          .putInt(10) // the size of the rest
          .putShort(ApiKeys.API_VERSIONS.id)
          .putShort((short) 0) // the version
          .putInt(CORRELATION_ID)
          .putShort((short) -1) // no client id
          .array();

  private final KafkaServer server;
  private final int timeoutMillis;
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private volatile Socket current = new Socket();

  /**
   * Creates a probe.
   *
   * @param timeout the maximum time for all servers
   */
  KafkaProbe(KafkaServer server, Duration timeout) {
    this.server = server;
    this.timeoutMillis =
        (int) Math.max(1, timeout.toMillis() / (2L * server.address().hosts().size()));
  }

  /**
   * Starts the probe.
   *
   * @return a future that completes on any thread; it fails with a {@link BrokerException} if a
   *     server speaks another protocol. Its failure by another party ends the probe at once
   */
  CompletableFuture<Void> start() {
    if (server.tls()) {
      result.complete(null); // the TLS handshake finds foreign servers
      return result;
    }
    result.whenComplete((done, failure) -> close(current));
    var thread = new Thread(this::run, "sidecast-kafka-probe");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private void run() {
    try {
      for (Host host : server.address().hosts()) {
        if (!result.isDone() && isForeign(host)) {
          result.completeExceptionally(
              new BrokerException(
                  BrokerException.Kind.UNAVAILABLE,
                  "the server at %s does not speak Kafka's protocol: is it Kafka, and does it use TLS (kafkas://)?"
                      .formatted(host)));
        }
      }
      result.complete(null);
    } catch (Throwable failure) {
      result.completeExceptionally(failure);
    }
  }

  private boolean isForeign(Host host) {
    try (var socket = new Socket()) {
      current = socket;
      if (result.isDone()) {
        return false;
      }
      socket.setSoTimeout(timeoutMillis);
      socket.connect(new InetSocketAddress(host.name(), host.port()), timeoutMillis);
      socket.getOutputStream().write(REQUEST);
      var response = new DataInputStream(socket.getInputStream());
      int size = response.readInt();
      return size < Integer.BYTES
          || size > MAX_RESPONSE_BYTES
          || response.readInt() != CORRELATION_ID;
    } catch (IOException unreachable) {
      return false;
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException closed) {
      // The socket has no data that could be lost.
    }
  }
}
