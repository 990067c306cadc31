package com.example;

import io.sidecast.socket.Socket;
import io.sidecast.spring.OnEvent;
import org.springframework.stereotype.Component;

/** The handlers of the first minute. */
@Component
class Messages {

  record Message(String message, String sid) {}

  @OnEvent("my_event")
  void send(Socket socket, Message message) {
    socket.namespace().to(message.sid()).emit("my_event", message);
  }
}
