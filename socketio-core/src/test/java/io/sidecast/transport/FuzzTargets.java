package io.sidecast.transport;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.engine.PacketType;
import io.sidecast.engine.TransportListener;
import io.sidecast.http.CompressionSettings;
import io.sidecast.http.CookieSettings;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.HttpRequest;
import io.sidecast.http.HttpResponse;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.JsonPacketCodec;
import io.sidecast.packet.MsgpackPacketCodec;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketCodec;
import io.sidecast.packet.PacketDecoder;
import io.sidecast.packet.PacketException;
import io.sidecast.transport.encoding.MessageDeflate;
import io.sidecast.transport.encoding.PollingCodec;
import io.sidecast.transport.encoding.PollingCodec3;
import io.sidecast.transport.encoding.PollingPayload;
import io.sidecast.transport.http.HttpConnection;
import io.sidecast.transport.http.HttpSettings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The targets of fuzz inputs: decoders, and the server's handlers on channels without a network.
 * Not thread-safe.
 */
final class FuzzTargets {

  private static final int MAX_PAYLOAD = 2000;
  private static final int INPUTS_PER_ENGINE = 2000;
  private static final int FRAMES_PER_CHANNEL = 32;

  private static final byte[][] PAYLOADS =
      FuzzInputs.texts("4hello", "2", "3", "4a\u001e4b\u001ebAQIDBA==", "42[\"e\",1]", "1", "6");
  private static final byte[][] OLD_PAYLOADS =
      FuzzInputs.texts(
          "6:4hello", "1:2", "2:4a2:4é10:b4AQIDBA==", "1:1", "\0\3\u00ff4a\1\2\u00ff\4");
  private static final byte[][] PACKETS =
      FuzzInputs.texts(
          "0",
          "0/nsp,{\"a\":1}",
          "1",
          "2[\"event\",1,{\"a\":[null,true]}]",
          "2/nsp,12[\"e\"]",
          "31[\"é\"]",
          "4{\"message\":\"m\"}",
          "51-[\"e\",{\"_placeholder\":true,\"num\":0}]",
          "62-/n,3[{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]");
  private static final byte[][] TARGETS =
      FuzzInputs.texts(
          "/socket.io/?EIO=4&transport=polling&token=100%",
          "/socket.io?EIO=3&transport=websocket&a%zzb=%c3%28",
          "/socket.io/?EIO=4&transport=polling&sid=none",
          "/socket.io/socket.io.js?%",
          "/route/%zz/%00?x=%",
          "http://user@host:1/%2e%2e/?a=b#c",
          "*");
  private static final byte[][] FIELDS =
      FuzzInputs.texts(
          "localhost:80", "[::1", "a=b;c=%zz", "http://a", "gzip;q=x,deflate;q=1", "é");
  private static final String UPGRADE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ";
  private static final byte[][] REQUESTS =
      FuzzInputs.texts(
          "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n",
          "POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nContent-Length: 6\r\n\r\n4hello",
          String.join(
              "\r\n",
              "POST /socket.io/?EIO=3&transport=polling&sid={sid} HTTP/1.1",
              "Content-Type: application/octet-stream",
              "Transfer-Encoding: chunked",
              "",
              "3",
              "1:2",
              "0",
              "",
              ""),
          String.join(
              "\r\n",
              "OPTIONS /socket.io/?EIO=4 HTTP/1.1",
              "Origin: http://a",
              "Access-Control-Request-Headers: x",
              "",
              ""),
          "PUT /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.0\r\n\r\n",
          "GET /socket.io/socket.io.js HTTP/1.1\r\nIf-None-Match: \"1\"\r\n\r\n",
          "GET /a%20b?c=d HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
          RawClient.upgrade("/socket.io/?EIO=4&transport=websocket"),
          RawClient.upgrade("/socket.io/?EIO=4&transport=websocket&sid={sid}")
              .replace("Host:", "Sec-WebSocket-Extensions: permessage-deflate\r\nHost:"));

  private final FuzzInputs inputs;
  private final PacketCodec json =
      new JsonPacketCodec(new ObjectMapper(), JsonPacketCodec.Limits.DEFAULT);
  private final PacketCodec msgpack = new MsgpackPacketCodec(new ObjectMapper(), 200);
  private final byte[][] msgpackPackets = {
    msgpack.encode(event(1), List.of("e", 1, new byte[] {1}, Map.of("a", List.of(2.5)))).head(),
    msgpack.encode(event(Packet.NO_ACK), List.of("e", "é", true)).head(),
    msgpack.encode(new Packet.Header(io.sidecast.packet.PacketType.CONNECT, "/n"), Map.of()).head()
  };
  private final byte[][] frames = {
    RawClient.masked(0x81, "4hello".getBytes(StandardCharsets.UTF_8)),
    RawClient.masked(0x81, "2probe".getBytes(StandardCharsets.UTF_8)),
    RawClient.masked(0x81, new byte[] {'5'}),
    RawClient.masked(0x82, new byte[] {4, 1, 2, 3}),
    RawClient.masked(0x82, new byte[300]),
    RawClient.masked(0x01, new byte[] {'4'}),
    RawClient.masked(0x80, "rest".getBytes(StandardCharsets.UTF_8)),
    RawClient.masked(0x89, new byte[] {1}),
    RawClient.masked(0x88, new byte[] {3, (byte) 0xe8}),
    RawClient.masked(0xC1, MessageDeflate.deflate("4compressed".getBytes(StandardCharsets.UTF_8)))
  };

  private EngineServer engine = newEngine();
  private HttpRouter router = newRouter();
  private int untilNewEngine = INPUTS_PER_ENGINE;
  private @Nullable EmbeddedChannel webSocket;
  private int framesLeft;

  FuzzTargets(FuzzInputs inputs) {
    this.inputs = inputs;
  }

  private static Packet.Header event(long ackId) {
    return new Packet.Header(io.sidecast.packet.PacketType.EVENT, "/", ackId);
  }

  /** Generates one input and passes it to one target. */
  void once() {
    switch (inputs.next(20)) {
      case 0, 1, 2, 3 -> PollingPayload.reader(inputs.near(PAYLOADS), new Sink()).read(() -> false);
      case 4, 5, 6 -> oldPayload();
      case 7, 8, 9, 10 -> packet(json.newDecoder(), inputs.near(PACKETS));
      case 11, 12, 13 -> packet(msgpack.newDecoder(), inputs.near(msgpackPackets));
      case 14, 15, 16, 17 -> frame();
      case 18 -> framedRequest();
      default -> request();
    }
  }

  /** Expects a response to every request with a valid frame. */
  private void framedRequest() {
    String method = inputs.next(4) == 0 ? "POST" : "GET";
    String request =
        method
            + ' '
            + visible(inputs.near(TARGETS))
            + " HTTP/1.1\r\nHost: "
            + visible(inputs.near(FIELDS))
            + "\r\nCookie: "
            + visible(inputs.near(FIELDS))
            + "\r\nOrigin: "
            + visible(inputs.near(FIELDS))
            + "\r\nAccept-Encoding: "
            + visible(inputs.near(FIELDS))
            + "\r\nContent-Length: 0\r\n"
            + (inputs.next(3) == 0 ? UPGRADE + visible(inputs.near(FIELDS)) + "\r\n" : "")
            + "\r\n";
    EmbeddedChannel channel = channel();
    channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.ISO_8859_1));
    channel.runPendingTasks();
    String answer = outbound(channel);
    if (!answer.startsWith("HTTP/1.1 ") || !answer.contains("\r\n\r\n")) {
      throw new AssertionError("no response to " + request + ": " + answer);
    }
    end(channel);
  }

  /** Returns text in which a percent sign replaces bytes that a request line cannot contain. */
  private static String visible(byte[] input) {
    var text = new StringBuilder();
    for (byte one : input) {
      int c = one & 0xff;
      text.append(c > ' ' && c != 127 ? (char) c : '%');
    }
    return text.toString();
  }

  private void oldPayload() {
    byte[] input = inputs.near(OLD_PAYLOADS);
    var body = new PollingCodec.Body(input, inputs.next(2) == 0);
    new PollingCodec3(true).newReader(body, new Sink()).read(() -> false);
  }

  private void packet(PacketDecoder decoder, byte[] input) {
    boolean binary = decoder.getClass().getSimpleName().startsWith("Msgpack");
    try {
      Packet packet = binary ? decoder.binary(input) : decoder.text(input);
      for (int i = 0; packet == null && i < 11; i++) {
        packet = decoder.binary(new byte[i]);
      }
      if (packet != null && !packet.payload().isEmpty()) {
        (binary ? msgpack : json).parse(packet.payload());
      }
    } catch (PacketException refused) {
      // expected for malformed packets
    }
  }

  // ---- channels

  private void frame() {
    EmbeddedChannel channel = webSocket;
    if (channel == null || framesLeft-- == 0 || !channel.isActive()) {
      end(channel);
      channel = channel();
      give(channel, REQUESTS[inputs.next(4) == 0 ? 9 : 8], sid(inputs.next(2)));
      framesLeft = FRAMES_PER_CHANNEL;
      webSocket = channel;
    }
    give(channel, inputs.near(frames), "");
  }

  private void request() {
    EmbeddedChannel channel = channel();
    String sid = sid(inputs.next(3));
    for (int i = inputs.next(3); i >= 0; i--) {
      give(channel, inputs.near(REQUESTS), sid);
    }
    end(channel);
    if (--untilNewEngine == 0) {
      untilNewEngine = INPUTS_PER_ENGINE;
      end(webSocket);
      webSocket = null;
      router.close();
      engine = newEngine();
      router = newRouter();
    }
  }

  /**
   * Opens a session on a connection of its own and returns the session id; for 0, returns an
   * unknown id.
   */
  private String sid(int which) {
    if (which == 0) {
      return "none";
    }
    String version = which == 1 ? "4" : "3";
    EmbeddedChannel channel = channel();
    channel.writeInbound(
        Unpooled.copiedBuffer(
            RawClient.get("/socket.io/?EIO=" + version + "&transport=polling"),
            StandardCharsets.US_ASCII));
    String answer = outbound(channel);
    end(channel);
    return TestServer.sid(answer);
  }

  private static String outbound(EmbeddedChannel channel) {
    var bytes = new ByteArrayOutputStream();
    for (io.netty.buffer.ByteBuf part = channel.readOutbound();
        part != null;
        part = channel.readOutbound()) {
      byte[] some = new byte[part.readableBytes()];
      part.readBytes(some).release();
      bytes.writeBytes(some);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private EmbeddedChannel channel() {
    return new EmbeddedChannel(
        new HttpServerCodec(), new HttpConnection(router, HttpConnection.Limits.UNLIMITED));
  }

  private static void give(EmbeddedChannel channel, byte[] input, String sid) {
    String text = new String(input, StandardCharsets.ISO_8859_1).replace("{sid}", sid);
    if (channel.isActive()) {
      channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
      channel.runPendingTasks();
      channel.releaseOutbound();
    }
  }

  private static void end(@Nullable EmbeddedChannel channel) {
    if (channel != null) {
      channel.finishAndReleaseAll();
      channel.checkException();
    }
  }

  void close() {
    end(webSocket);
    router.close();
  }

  private static EngineServer newEngine() {
    var settings = EngineSettings.builder().allowEio3(true).maxPayload(MAX_PAYLOAD).build();
    return new EngineServer(settings, Echo::new);
  }

  private HttpRouter newRouter() {
    var http =
        HttpSettings.DEFAULT
            .withCors(CorsSettings.origins("http://a"))
            .withCookie(CookieSettings.DEFAULT)
            .withRoute(FuzzTargets::route)
            .withHeaders((headers, request) -> headers.add("x-count", "" + request.query().size()))
            .withCompression(
                CompressionSettings.DEFAULT.withPolling(true, 10).withWebSocket(true, 10));
    return new HttpRouter(engine, http);
  }

  private static @Nullable CompletionStage<HttpResponse> route(HttpRequest call) {
    String text = call.path() + call.query() + call.headers();
    return call.path().startsWith("/route/")
        ? CompletableFuture.completedFuture(HttpResponse.text(200, text))
        : null;
  }

  private record Echo(Connection connection) implements ConnectionHandler {
    @Override
    public void onText(byte[] utf8) {
      connection.send(EncodedPacket.text(utf8, List.of()));
    }

    @Override
    public void onBinary(byte[] bytes) {
      connection.send(EncodedPacket.binary(bytes));
    }

    @Override
    public void onClose(DisconnectReason reason, String detail) {}
  }

  private static final class Sink implements TransportListener {
    @Override
    public void onPacket(PacketType type, byte[] data) {}

    @Override
    public void onBinary(byte[] data) {}

    @Override
    public void onMalformed(String detail) {}

    @Override
    public void onClientActivity() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(String detail) {}

    @Override
    public void onFailed(String detail) {}
  }
}
