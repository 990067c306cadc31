package io.sidecast.socket;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The acknowledgement of an event by the return value of its handler. Thread-safe. */
final class ReturnValue {

  private ReturnValue() {}

  /**
   * Acknowledges an event with a value, or with the value of a stage. The failure of a stage is
   * treated like an exception of the handler.
   */
  static void acknowledge(Socket socket, String event, @Nullable Object value, Ack ack) {
    if (!(value instanceof CompletionStage<?> stage)) {
      send(value, ack);
      return;
    }
    SocketLifecycle member = socket.member();
    member
        .namespace()
        .settings()
        .stages()
        .of(stage)
        .whenComplete(
            (result, failure) -> {
              if (failure == null) {
                send(result, ack);
              } else {
                member.failed("event " + event, failure);
                if (ack instanceof AckSender single) {
                  single.sendDefault();
                }
              }
            });
  }

  private static void send(@Nullable Object value, Ack ack) {
    if (value == null) {
      ack.send();
    } else if (value instanceof AckArguments several) {
      ack.send(several.values().toArray());
    } else {
      ack.send(value);
    }
  }
}
