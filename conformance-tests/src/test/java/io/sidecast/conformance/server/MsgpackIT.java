package io.sidecast.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.SocketIoServer;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.Values;
import io.sidecast.conformance.redis.RedisFixture;
import io.sidecast.packet.MsgpackPacketCodec;
import io.sidecast.socket.Arguments;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the MessagePack parser of npm against the server's codec, on two nodes over Redis. Confined
 * to the test thread.
 */
class MsgpackIT {

  private static final RedisFixture REDIS = new RedisFixture();
  private static final byte[] BYTES = {0, 1, (byte) 254, (byte) 255};

  private final SocketIoServer here = server();
  private final SocketIoServer there = server();

  private static SocketIoServer server() {
    SocketIoServer server =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker(REDIS.uri().toString())
            .brokerPrefix("msgpack")
            .parser(new MsgpackPacketCodec(new ObjectMapper(), 100))
            .build();
    server.onConnection(socket -> socket.on("echo", (args, ack) -> ack.send(args.all().toArray())));
    return server;
  }

  @BeforeAll
  static void startRedis() {
    REDIS.start(Ports.free());
  }

  @AfterAll
  static void stopRedis() {
    REDIS.stop();
  }

  @BeforeEach
  void start() {
    here.start();
    there.start();
    Awaitility.await().until(() -> here.nodes().size() == 2 && there.nodes().size() == 2);
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  @Test
  void serversTellEachOther() throws Exception {
    var received = new CompletableFuture<Arguments>();
    var own = new CompletableFuture<Arguments>();
    there.onServerSideEmit("hello", received::complete);
    here.onServerSideEmit("hello", own::complete);
    here.serverSideEmit("hello", "from here", BYTES).toCompletableFuture().join();
    Arguments arguments = received.get(20, TimeUnit.SECONDS);
    assertThat(arguments.get(0, String.class)).isEqualTo("from here");
    assertThat(arguments.get(1, byte[].class)).isEqualTo(BYTES);
    there.serverSideEmit("hello", "fence").toCompletableFuture().join();
    assertThat(own.get(20, TimeUnit.SECONDS).get(0, String.class)).isEqualTo("fence");
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
  void theOfficialParserIsUnderstood(String transports) throws Exception {
    String url = "http://127.0.0.1:" + here.port();
    try (var client = TestClient.connectJavaScript(url, transports, "socket.io-msgpack-parser")) {
      String sid = client.sid();
      var nested = Values.of(Map.of("a", Values.of("b", BYTES), "c", "拜托了", "d", -1.5)).path(0);
      assertThat(client.call("echo", nested, BYTES)).isEqualTo(Values.of(nested, BYTES));
      there.to(sid).emit("msg", 1, BYTES).toCompletableFuture().join();
      client.awaits("msg", 1, BYTES);
      there.emit("msg", "to all").toCompletableFuture().join();
      client.awaits("msg", "to all");
      var answer = there.to(sid).emitWithAck("ask", "q").toCompletableFuture().join().single();
      assertThat(answer.get(0, String.class)).isEqualTo("q");
      assertThat(answer.get(1, String.class)).isEqualTo(sid);
      assertThat(answer.get(2, byte[].class)).containsExactly(0, 128, 255);
    }
  }
}
