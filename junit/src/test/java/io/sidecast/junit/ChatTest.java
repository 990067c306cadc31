package io.sidecast.junit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.socket.ConnectRefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chat on one server, the first example of docs/testing.md. Confined to the test thread. */
class ChatTest {

  /** The application under test. */
  static class Chat {

    record Message(String room, String text) {}

    static void install(SocketIoServer io) {
      io.on("join", String.class, (socket, room, ack) -> socket.join(room).thenRun(ack::send));
      io.on(
          "say",
          Message.class,
          (socket, message, ack) -> {
            io.to(message.room()).emit("said", message.text());
            ack.send(message.text().length());
          });
      io.on("leave", (socket, args, ack) -> socket.disconnect());
      io.of("/admin")
          .use(
              socket -> {
                if (!socket.handshake().auth().get("token").string().orElse("").equals("secret")) {
                  throw new ConnectRefusedException("not authorized", List.of("token"));
                }
              });
    }
  }

  @RegisterExtension
  static final SidecastExtension sidecast = SidecastExtension.server(Chat::install);

  @Test
  void aMessageReachesTheRoom(TestClient ada, TestClient bob) {
    bob.emitWithAck("join", "tea");

    int length = ada.emitWithAck("say", new Chat.Message("tea", "hello")).as(Integer.class);

    assertThat(bob.expect("said", String.class)).isEqualTo("hello");
    assertThat(length).isEqualTo(5);
    ada.expectNothing();
  }

  @Test
  void aStrangerIsRefused(TestClients clients) {
    ConnectError error = clients.namespace("/admin").auth("token", "guess").connectError();

    assertThat(error.message()).isEqualTo("not authorized");
    assertThat(error.data(String[].class)).containsExactly("token");
  }

  @Test
  void anAdministratorIsAccepted(
      @Connect(namespace = "/admin", auth = "token=secret") TestClient admin) {
    assertThat(sidecast.server().of("/admin").sockets())
        .anyMatch(socket -> socket.id().equals(admin.id()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void theServerDisconnects(String transport, TestClients clients) {
    TestClient ada = clients.transports(transport).connect();

    ada.emit("leave");

    assertThat(ada.expectDisconnect()).isEqualTo("io server disconnect");
  }

  @Test
  void theServerAsks(TestClient ada) {
    ada.answer("ready?", "yes");

    var responses = sidecast.server().to(ada.id()).emitWithAck("ready?").toCompletableFuture();

    ada.expect("ready?");
    String answer = responses.orTimeout(10, SECONDS).join().single().get(0, String.class);
    assertThat(answer).isEqualTo("yes");
  }
}
