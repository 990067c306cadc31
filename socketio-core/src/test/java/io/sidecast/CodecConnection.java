package io.sidecast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.json.tree.JsonTree;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.JsonPacketCodec;
import io.sidecast.packet.MsgpackPacketCodec;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketCodec;
import io.sidecast.packet.PacketDecoder;
import io.sidecast.packet.PacketType;
import io.sidecast.socket.RemoteSocket;
import io.sidecast.socket.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server and one client, which uses JSON or MessagePack. Confined to the test thread. */
final class CodecConnection implements AutoCloseable {

  final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
  private final CompletableFuture<Socket> connected = new CompletableFuture<>();
  SocketIoServer server;
  WireClient wire;
  PacketCodec codec;
  private PacketDecoder decoder;
  Socket socket;

  @Override
  public void close() {
    if (wire != null) {
      wire.close();
    }
    if (server != null) {
      server.close();
    }
  }

  SocketIoServerBuilder builder(boolean json) {
    var mapper = new ObjectMapper();
    codec =
        json
            ? new JsonPacketCodec(mapper, JsonPacketCodec.Limits.DEFAULT)
            : new MsgpackPacketCodec(mapper, 100);
    decoder = codec.newDecoder();
    return SocketIoServer.builder()
        .port(0)
        .host("127.0.0.1")
        .broker("none")
        .parser(codec)
        .onError((socket, occasion, error) -> errors.add(occasion + ": " + error));
  }

  void start(SocketIoServerBuilder builder, Object auth) throws Exception {
    server = builder.build();
    server.onConnection(connected::complete);
    server.start();
    connect(auth);
    socket = connected.get(20, TimeUnit.SECONDS);
    socket.on("fence", (args, ack) -> ack.send("fence"));
  }

  void start(boolean json) throws Exception {
    start(builder(json), null);
  }

  /** The only socket, as other nodes see it. */
  RemoteSocket remote() throws Exception {
    return EchoServer.await(server.fetchSockets()).value().get(0);
  }

  private void connect(Object auth) {
    wire = new WireClient(server);
    send(new Packet.Header(PacketType.CONNECT, "/"), auth);
    assertThat(receive().header().type()).isEqualTo(PacketType.CONNECT);
  }

  void send(Packet.Header header, Object data) {
    EncodedPacket packet = codec.encode(header, data);
    if (packet.isText()) {
      wire.send(new String(packet.head(), UTF_8));
    } else {
      wire.sendBinary(packet.head());
    }
    packet.attachments().forEach(wire::sendBinary);
  }

  void emit(Object... data) {
    send(new Packet.Header(PacketType.EVENT, "/"), Arrays.asList(data));
  }

  void emitWithAck(long id, Object... data) {
    send(new Packet.Header(PacketType.EVENT, "/", id), Arrays.asList(data));
  }

  Packet receive() {
    Packet packet = null;
    while (packet == null) {
      Object message = wire.next();
      packet =
          message instanceof String text
              ? decoder.text(text.getBytes(UTF_8))
              : decoder.binary((byte[]) message);
    }
    return packet;
  }

  JsonNode receiveData() {
    return JsonTree.node(codec.parse(receive().payload()));
  }

  void fence() {
    emitWithAck(999, "fence");
    Packet packet = receive();
    assertThat(packet.header().ackId()).isEqualTo(999);
  }
}
