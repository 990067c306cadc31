package io.sidecast.examples.spring;

import io.sidecast.socket.Socket;
import io.sidecast.spring.OnConnect;
import io.sidecast.spring.OnDisconnect;
import io.sidecast.spring.OnError;
import io.sidecast.spring.OnEvent;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.concurrent.CompletionStage;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The events of the chat. */
@Component
class ChatHandlers {

  private static final String NAME = "name";

  private final String node;

  ChatHandlers(@Value("${sidecast.cluster.node-label:this node}") String node) {
    this.node = node;
  }

  record Login(String name) {}

  record Message(@NotBlank String room, @NotBlank @Size(max = 500) String text) {}

  record Said(String name, String room, String text, String node) {}

  @OnConnect
  void connected(Socket socket, Login login) {
    socket.data().put(NAME, login.name() == null ? "guest" : login.name());
    socket.emit("welcome", node);
  }

  @OnEvent("join")
  CompletionStage<String> join(Socket socket, @NotBlank String room) {
    CompletionStage<Void> member = socket.join(room);
    socket.namespace().to(room).emit("joined", room, socket.data().get(NAME));
    return member.thenApply(done -> room);
  }

  @OnEvent("say")
  void say(Socket socket, @Valid Message message) {
    var said =
        new Said(String.valueOf(socket.data().get(NAME)), message.room(), message.text(), node);
    socket.namespace().to(message.room()).emit("said", said);
  }

  @OnDisconnect
  void left(Socket socket) {
    socket.namespace().emit("left", socket.data().get(NAME));
  }

  @OnError
  String invalid(ConstraintViolationException failure) {
    return "invalid: " + failure.getMessage();
  }
}
