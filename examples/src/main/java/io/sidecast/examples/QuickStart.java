package io.sidecast.examples;

import io.sidecast.SocketIoServer;

/** The first server of the README: clients send messages to each other by socket id. */
public final class QuickStart {

  record Message(String message, String sid) {}

  private QuickStart() {}

  public static void main(String[] args) {
    var io = SocketIoServer.builder().port(5000).broker("redis://127.0.0.1:6379").build();
    io.onConnection(
        socket ->
            socket.on(
                "my_event",
                Message.class,
                message -> io.to(message.sid()).emit("my_event", message)));
    io.start();
  }
}
