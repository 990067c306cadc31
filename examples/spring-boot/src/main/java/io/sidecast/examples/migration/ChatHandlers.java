package io.sidecast.examples.migration;

import io.sidecast.socket.Socket;
import io.sidecast.spring.OnConnect;
import io.sidecast.spring.OnDisconnect;
import io.sidecast.spring.OnEvent;
import java.security.Principal;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/** The events of the chat. */
@Component
class ChatHandlers {

  record Message(String room, String text) {}

  record Said(String name, String room, String text) {}

  @OnConnect
  CompletionStage<Void> connected(Socket socket, Principal user) {
    return socket.join("user " + user.getName());
  }

  @OnEvent("join")
  CompletionStage<String> join(Socket socket, String room, Principal user) {
    if (room.startsWith("user ")) {
      throw new IllegalArgumentException("not a public room");
    }
    socket.data().put("room", room);
    socket.to(room).emit("joined", room, user.getName());
    return socket.join(room).thenApply(joined -> room);
  }

  @OnEvent("say")
  String say(Socket socket, Message message, Principal user) {
    if (message.text().isBlank()) {
      return "empty";
    }
    var said = new Said(user.getName(), message.room(), message.text());
    socket.namespace().to(message.room()).emit("said", said);
    return "ok";
  }

  @OnEvent("whisper")
  void whisper(Socket socket, String name, String text, Principal user) {
    socket.namespace().to("user " + name).emit("whispered", user.getName(), text);
  }

  @OnDisconnect
  void left(Socket socket, Principal user) {
    if (socket.data().get("room") instanceof String room) {
      socket.namespace().to(room).emit("left", room, user.getName());
    }
  }
}
