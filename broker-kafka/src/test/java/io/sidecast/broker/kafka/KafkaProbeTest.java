package io.sidecast.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A probe of servers that speak Kafka's protocol or another. Confined to the test thread. */
class KafkaProbeTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** A listener that ignores messages and states. */
  private static final class IgnoringListener implements BrokerListener {

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {}

    @Override
    public void onState(BrokerState state, String reason) {}
  }

  private ServerSocket server;
  private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    assertThat(ended).succeedsWithin(SOON);
  }

  /** Answers each connection with these bytes after its first 14 bytes. */
  private void answerWith(byte[] answer) {
    ended =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (true) {
                  try (Socket accepted = server.accept()) {
                    accepted.getInputStream().readNBytes(14);
                    accepted.getOutputStream().write(answer);
                    accepted.getInputStream().transferTo(OutputStream.nullOutputStream());
                  }
                }
              } catch (IOException closed) {
                assertThat(server.isClosed()).isTrue();
              }
            },
            task -> new Thread(task).start());
  }

  private CompletableFuture<Void> probe() {
    URI uri = URI.create("kafka://127.0.0.1:" + server.getLocalPort());
    return new KafkaProbe(KafkaServer.of(uri), SOON).start();
  }

  /** The library would allocate the first four bytes of each answer as a size. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "AMQP\0\0\u0009\u0001",
        "\u0015\u0003\u0003\0\u0002\u0002\n",
        "\0\0\0\u0010another id of 16"
      })
  void serverOfAnotherProtocolIsForeign(String answer) {
    answerWith(answer.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(probe())
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOf(BrokerException.class)
        .withMessageContainingAll(
            "127.0.0.1:" + server.getLocalPort(), "does not speak Kafka's protocol", "kafkas://");
  }

  @Test
  void opensNoBrokerOverAnotherProtocol() {
    answerWith("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    URI uri = URI.create("kafka://user:secret@127.0.0.1:" + server.getLocalPort());
    var opening =
        new KafkaBrokerProvider()
            .open(new BrokerConfig(uri, "test", SOON, Map.of()), new IgnoringListener());
    assertThat(opening.broker().toCompletableFuture())
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("does not speak Kafka's protocol");
  }

  @Test
  void failedRequestsOfTheAdminClientSettleOnTheLoop() {
    var loop = new KafkaLoop();
    var admin = new KafkaAdmin(options(), loop, () -> false);
    var thread =
        admin
            .ends(Set.of(new TopicPartition("test.node", 0)))
            .handle((ends, failure) -> loopOf(failure));
    admin.close();
    assertThat(thread).succeedsWithin(SOON).isEqualTo("sidecast-kafka");
    loop.shutdown();
    assertThat(loop.ended().toCompletableFuture()).succeedsWithin(SOON);
  }

  private KafkaOptions options() {
    URI uri = URI.create("kafka://127.0.0.1:" + server.getLocalPort());
    return KafkaOptions.of(new BrokerConfig(uri, "test", SOON, Map.of()));
  }

  private static String loopOf(Throwable failure) {
    assertThat(failure).isNotNull();
    return Thread.currentThread().getName();
  }

  @Test
  void responseToTheRequestIsKafka() {
    byte[] response =
        ByteBuffer.allocate(14).putInt(10).putInt(0x53696465).putShort((short) 0).putInt(0).array();
    answerWith(response);
    assertThat(probe()).succeedsWithin(SOON);
  }

  /** The client library would try again until the timeout. */
  @Test
  void refusedConnectionsToAllServersFailAtOnce() throws IOException {
    server.close();
    assertThat(probe()).failsWithin(SOON);
  }

  @Test
  void serverThatClosesTheConnectionFailsAtOnce() throws Exception {
    CompletableFuture<Void> probed = probe();
    server.accept().close();
    assertThat(probed)
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOf(BrokerException.class)
        .withMessageContaining("cannot be reached");
  }

  @Test
  void cancelledProbeEndsWhileTheServerIsSilent() throws Exception {
    CompletableFuture<Void> probed = probe();
    try (Socket accepted = server.accept()) {
      accepted.getInputStream().readNBytes(14);
      probed.cancel(false);
      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }
  }
}
