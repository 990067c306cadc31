package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.packet.EncodedPacket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A handler that sends every message back, and records its messages and the close reason. */
final class EchoHandler implements ConnectionHandler {

  final Connection connection;
  final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
  final AtomicInteger closeCalls = new AtomicInteger();
  private final CompletableFuture<DisconnectReason> closed = new CompletableFuture<>();

  EchoHandler(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void onText(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.equals("!pause")) {
      connection.setReading(false);
    }
    received.add(text);
    if (text.equals("!fail")) {
      throw new IllegalStateException("asked to fail");
    }
    if (!text.startsWith("!")) {
      connection.send(EncodedPacket.text(utf8, List.of()));
    }
  }

  @Override
  public void onBinary(byte[] bytes) {
    received.add("binary " + bytes.length);
    connection.send(EncodedPacket.binary(bytes));
  }

  @Override
  public void onClose(DisconnectReason reason, String detail) {
    closeCalls.incrementAndGet();
    closed.complete(reason);
  }

  void send(String text) {
    connection.send(EncodedPacket.text(text.getBytes(StandardCharsets.UTF_8), List.of()));
  }

  void sendVolatile(String text) {
    var flags = new EncodedPacket.Flags(true, false);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    connection.send(EncodedPacket.text(utf8, List.of()).with(flags));
  }

  void awaits(String text) throws InterruptedException {
    assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(text);
  }

  DisconnectReason closeReason() throws Exception {
    return closed.get(10, TimeUnit.SECONDS);
  }

  boolean isClosed() {
    return closed.isDone();
  }
}
