package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerAddress.Host;
import io.sidecast.broker.BrokerException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A request to each server before the clients connect, which only a server of Kafka's protocol
 * answers. The client library takes the first four bytes of any peer as the size of a response and
 * allocates that much memory, so the "HTTP" of a web server costs 1.2 GB and can end the JVM. The
 * probe also fails if all servers refuse or close the connection, which the clients would retry
 * until the timeout. A server that does not respond is left to the clients, which may find others.
 * The probe sends a request for the versions of the API (Kafka protocol, section "Retrieving
 * Supported API versions"), which needs no login. Thread-safe; the request runs on a thread of its
 * own.
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
   *     server speaks another protocol or no server listens. Its failure by another party ends the
   *     probe at once
   */
  CompletableFuture<Void> start() {
    result.whenComplete((done, failure) -> close(current));
    var thread = new Thread(this::run, "sidecast-kafka-probe");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private void run() {
    try {
      int unreachable = 0;
      IOException reason = new EOFException();
      for (Host host : server.address().hosts()) {
        try {
          probe(host);
        } catch (SocketTimeoutException slow) {
          // The clients have more time.
        } catch (IOException refused) {
          reason = refused;
          unreachable++;
        }
      }
      if (unreachable == server.address().hosts().size()) {
        throw BrokerException.unreachable("Kafka at " + server.address(), reason);
      }
      result.complete(null);
    } catch (Throwable failure) {
      result.completeExceptionally(failure);
    }
  }

  private void probe(Host host) throws IOException {
    try (var socket = new Socket()) {
      current = socket;
      if (!result.isDone()) {
        socket.setSoTimeout(timeoutMillis);
        socket.connect(new InetSocketAddress(host.name(), host.port()), timeoutMillis);
        requireKafka(socket, host);
      }
    }
  }

  private void requireKafka(Socket socket, Host host) throws IOException {
    if (server.tls()) {
      return; // the TLS handshake finds foreign servers
    }
    socket.getOutputStream().write(REQUEST);
    var response = new DataInputStream(socket.getInputStream());
    int size = response.readInt();
    if (size < Integer.BYTES || size > MAX_RESPONSE_BYTES || response.readInt() != CORRELATION_ID) {
      throw new BrokerException(
          BrokerException.Kind.UNAVAILABLE,
          "the server at %s does not speak Kafka's protocol: is it Kafka, and does it use TLS (kafkas://)?"
              .formatted(host));
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
