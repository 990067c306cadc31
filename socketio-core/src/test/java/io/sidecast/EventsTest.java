package io.sidecast;

import static io.sidecast.EchoServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.socket.AckResponses;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.NoAckException;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events, acknowledgements and rooms on one node, as packets of a client. */
@ParameterizedClass
@EnumSource(HandlerMode.class)
class EventsTest {

  private record Message(String message, byte[] picture) {}

  private final EchoServer echo;
  private final SocketIoServer server;

  EventsTest(HandlerMode mode) {
    echo = new EchoServer(mode);
    server = echo.server;
  }

  @BeforeEach
  void start() {
    server.onConnection(
        socket ->
            socket.on("join", String.class, (room, ack) -> socket.join(room).thenRun(ack::send)));
    echo.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Ensures that the client has received all earlier packets. */
  private static void fence(WireClient client) {
    client.send("2777[\"echo\",\"fence\"]");
    assertThat(client.text()).isEqualTo("3777[\"fence\"]");
  }

  @Test
  void severalArgumentsOfEveryKindGoThereAndBack() {
    try (var client = new WireClient(server)) {
      client.connect("");
      client.send("20[\"echo\",1,\"zwei\",null,[true],{\"a\":{\"b\":1.5}},\"拜托了,另一个我\"]");
      assertThat(client.text())
          .isEqualTo("30[1,\"zwei\",null,[true],{\"a\":{\"b\":1.5}},\"拜托了,另一个我\"]");
      client.send("21[\"echo\"]");
      assertThat(client.text()).isEqualTo("31[]");
    }
  }

  @Test
  void binaryGoesThereAndBackInsideOfObjects() {
    try (var client = new WireClient(server)) {
      client.connect("");
      client.send(
          "52-5[\"echo\",{\"x\":{\"_placeholder\":true,\"num\":1}},{\"_placeholder\":true,\"num\":0}]");
      client.sendBinary(new byte[] {1});
      client.sendBinary(new byte[] {2, 3});
      assertThat(client.text())
          .isEqualTo(
              "62-5[{\"x\":{\"_placeholder\":true,\"num\":0}},{\"_placeholder\":true,\"num\":1}]");
      assertThat(client.binary()).containsExactly(2, 3);
      assertThat(client.binary()).containsExactly(1);
    }
  }

  @Test
  void typedHandlersGetRecordsAndBytes() throws Exception {
    var messages = new LinkedBlockingQueue<Message>();
    var bytes = new CompletableFuture<byte[]>();
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = echo.socket();
      socket.on("typed", Message.class, messages::add);
      socket.on("raw", byte[].class, bytes::complete);
      client.send(
          "51-[\"typed\",{\"message\":\"hi\",\"new\":1,\"picture\":{\"_placeholder\":true,\"num\":0}}]");
      client.sendBinary(new byte[] {4, 5});
      client.send("51-[\"raw\",{\"_placeholder\":true,\"num\":0}]");
      client.sendBinary(new byte[] {6});
      Message message = messages.poll(20, TimeUnit.SECONDS);
      assertThat(message).isNotNull();
      assertThat(message.message()).isEqualTo("hi");
      assertThat(message.picture()).containsExactly(4, 5);
      assertThat(bytes.get(20, TimeUnit.SECONDS)).containsExactly(6);
    }
  }

  @Test
  void anArgumentOfTheWrongTypeReachesTheErrorHandlerAndIsNotAcknowledged() throws Exception {
    try (var client = new WireClient(server)) {
      client.connect("");
      echo.socket().on("typed", Message.class, (message, ack) -> ack.send("never"));
      client.send("21[\"typed\",5]");
      client.send("22[\"typed\"]");
      fence(client);
      assertThat(echo.errors.poll()).contains("event typed", "Message");
      assertThat(echo.errors.poll()).contains("event typed", "missing");
    }
  }

  @Test
  void aHandlerThatThrowsStopsNothingElse() throws Exception {
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = echo.socket();
      socket.on(
          "fail",
          () -> {
            throw new StackOverflowError("too deep");
          });
      client.send("21[\"fail\"]");
      fence(client);
      assertThat(echo.errors.poll()).isEqualTo("event fail: too deep");
    }
  }

  @Test
  void anAckIsSentOnce() throws Exception {
    try (var client = new WireClient(server)) {
      client.connect("");
      echo.socket()
          .on(
              "twice",
              (args, ack) -> {
                ack.send(1);
                ack.send(2);
              });
      client.send("25[\"twice\"]");
      assertThat(client.text()).isEqualTo("35[1]");
      fence(client);
    }
  }

  @Test
  void eventsOfOneSocketAreHandledInOrderEvenIfHandlersBlock() throws Exception {
    var handled = new LinkedBlockingQueue<Integer>();
    var gate = new CountDownLatch(1);
    try (var client = new WireClient(server)) {
      client.connect("");
      echo.socket()
          .on(
              "number",
              Integer.class,
              number -> {
                if (number == 0) {
                  assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
                }
                handled.add(number);
              });
      for (int i = 0; i < 5_000; i++) {
        client.send("2[\"number\"," + i + "]");
      }
      try (var other = new WireClient(server)) {
        other.connect("");
        fence(other);
      }
      gate.countDown();
      fence(client);
      assertThat(List.copyOf(handled)).hasSize(5_000).isSorted();
    }
  }

  @Test
  void serverEmitsToAClientWithAck() throws Exception {
    try (var client = new WireClient(server)) {
      client.connect("");
      CompletionStage<Arguments> answer = echo.socket().emitWithAck("ask", "q", new byte[] {7});
      assertThat(client.text()).matches("51-\\d+\\[\"ask\",\"q\",\\{.*}]");
      assertThat(client.binary()).containsExactly(7);
      assertThat(answer.toCompletableFuture()).isNotDone();
      client.send("61-0[\"yes\",{\"_placeholder\":true,\"num\":0}]");
      client.sendBinary(new byte[] {8});
      Arguments arguments = await(answer);
      assertThat(arguments.get(0, String.class)).isEqualTo("yes");
      assertThat(arguments.get(1, byte[].class)).containsExactly(8);
      client.send("30[\"late and ignored\"]");
      fence(client);
    }
  }

  @Test
  void anAckThatDoesNotComeFailsByTimeOrByLeaving() throws Exception {
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = echo.socket();
      var late = socket.timeout(Duration.ofMillis(50)).emitWithAck("ask");
      assertThatThrownBy(() -> await(late))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(NoAckException.class)
          .hasMessageContaining("timed out");
      var left = socket.timeout(Duration.ofHours(1)).emitWithAck("ask");
      client.close();
      assertThatThrownBy(() -> await(left))
          .hasCauseInstanceOf(NoAckException.class)
          .hasMessageContaining("left");
      assertThatThrownBy(() -> await(socket.emitWithAck("ask"))).hasMessageContaining("left");
    }
  }

  @Test
  void audienceAcknowledgesAndClientsThatLeaveAreSubtracted() throws Exception {
    try (var one = new WireClient(server);
        var two = new WireClient(server);
        var three = new WireClient(server)) {
      List.of(one, two, three).forEach(client -> client.connect(""));
      CompletionStage<AckResponses> asked =
          server.timeout(Duration.ofHours(1)).emitWithAck("ask", 1);
      String question = one.text();
      assertThat(two.text()).isEqualTo(question);
      String ackId = question.substring(1, question.indexOf('['));
      one.send("3" + ackId + "[\"one\"]");
      two.send("3" + ackId + "[\"two\"]");
      fence(one);
      assertThat(asked.toCompletableFuture()).isNotDone();
      three.close();
      AckResponses responses = await(asked);
      assertThat(responses.isComplete()).isTrue();
      assertThat(responses.answers())
          .extracting(answer -> answer.get(0, String.class))
          .containsExactlyInAnyOrder("one", "two");
    }
  }

  @Test
  void anAudienceThatIsTooSlowGivesWhatIsThere() throws Exception {
    try (var one = new WireClient(server);
        var two = new WireClient(server)) {
      one.connect("");
      two.connect("");
      var asked = server.timeout(Duration.ofSeconds(2)).emitWithAck("ask");
      String question = one.text();
      one.send("3" + question.substring(1, question.indexOf('[')) + "[1]");
      AckResponses responses = await(asked);
      assertThat(responses.answers()).hasSize(1);
      assertThat(responses.unacknowledged()).isEqualTo(1);
      assertThat(responses.isComplete()).isFalse();
    }
  }

  /** A malformed acknowledgement of one client does not affect those of others. */
  @Test
  void aMalformedAckCountsAsNone() throws Exception {
    try (var one = new WireClient(server);
        var two = new WireClient(server)) {
      one.connect("");
      two.connect("");
      var asked = server.timeout(Duration.ofHours(1)).emitWithAck("ask");
      String question = one.text();
      two.text();
      String id = question.substring(1, question.indexOf('['));
      two.send("3" + id + "[1,]");
      one.send("3" + id + "[1]");
      AckResponses responses = await(asked);
      assertThat(responses.single().get(0, Integer.class)).isEqualTo(1);
      assertThat(responses.unacknowledged()).isEqualTo(1);
    }
  }

  @Test
  void emitWithAckToAnEmptyAudienceCompletesAtOnce() throws Exception {
    AckResponses responses =
        await(server.to("empty").timeout(Duration.ofHours(1)).emitWithAck("ask"));
    assertThatThrownBy(responses::single).isInstanceOf(NoAckException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"red", "with space", "#", "/", "🎈", "2[\"x\"]"})
  void roomsOfAnyName(String room) throws Exception {
    try (var in = new WireClient(server);
        var out = new WireClient(server)) {
      String sid = in.connect("");
      echo.socket().join(room);
      out.connect("");
      await(server.to(room).emit("msg", 1));
      assertThat(in.text()).isEqualTo("2[\"msg\",1]");
      await(server.to(room, sid, room).except("other").emit("msg", 2));
      assertThat(in.text()).isEqualTo("2[\"msg\",2]");
      await(server.except(room).emit("msg", 3));
      assertThat(out.text()).isEqualTo("2[\"msg\",3]");
      fence(in);
      fence(out);
    }
  }

  @Test
  void aSocketBroadcastsToOthersAndLeavesItsRooms() throws Exception {
    try (var one = new WireClient(server);
        var two = new WireClient(server)) {
      one.connect("");
      Socket first = echo.socket();
      two.connect("");
      Socket second = echo.socket();
      await(first.join("red", "blue"));
      await(second.join("red"));
      assertThat(first.rooms()).containsExactlyInAnyOrder(first.id(), "red", "blue");
      await(first.to("red").emit("msg", 1));
      await(first.broadcast().emit("msg", 2));
      assertThat(two.text()).isEqualTo("2[\"msg\",1]");
      assertThat(two.text()).isEqualTo("2[\"msg\",2]");
      await(first.leave("red"));
      await(second.to("red").emit("msg", 3));
      fence(one);
    }
  }

  @Test
  void roomsAndDataAreStillThereInTheDisconnectHandler() throws Exception {
    var last = new CompletableFuture<String>();
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = echo.socket();
      socket.join("red");
      socket.data().put("name", "Ann");
      socket.onDisconnect(
          reason -> last.complete(socket.rooms().contains("red") + " " + socket.data()));
      client.send("1");
      assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo("true " + Map.of("name", "Ann"));
      assertThat(server.sockets()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "connect_error", "disconnect", "disconnecting"})
  void reservedNamesAreRefused(String name) {
    assertThatThrownBy(() -> server.emit(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reserved");
  }
}
