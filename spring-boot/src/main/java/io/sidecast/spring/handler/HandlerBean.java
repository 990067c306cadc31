package io.sidecast.spring.handler;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.socket.Ack;
import io.sidecast.socket.AckArguments;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The handler methods of one bean.
 *
 * @param methods the methods by kind
 * @param errors the methods that handle exceptions
 * @param scope the surroundings of each call
 */
record HandlerBean(
    Map<HandlerKind, List<HandlerMethod>> methods, ErrorMethods errors, CallScope scope) {

  /** Adds the methods to a namespace. */
  void addTo(Namespace namespace) {
    for (HandlerMethod method : of(HandlerKind.EVENT)) {
      String event = method.event();
      if (method.has(Ack.class)) {
        namespace.on(event, (socket, args, ack) -> onEvent(method, socket, args, ack));
      } else {
        namespace.answer(event, (socket, args) -> result(method, Call.ofEvent(socket, args)));
      }
    }
    if (!of(HandlerKind.CONNECT).isEmpty() || !of(HandlerKind.DISCONNECT).isEmpty()) {
      namespace.onConnection(this::onConnection);
    }
  }

  private List<HandlerMethod> of(HandlerKind kind) {
    return methods.getOrDefault(kind, List.of());
  }

  private void onConnection(Socket socket) throws Exception {
    if (!of(HandlerKind.DISCONNECT).isEmpty()) {
      socket.onDisconnect(reason -> onDisconnect(socket, reason));
    }
    for (HandlerMethod method : of(HandlerKind.CONNECT)) {
      result(method, Call.ofConnect(socket), socket::disconnect);
    }
  }

  private void onDisconnect(Socket socket, DisconnectReason reason) throws Exception {
    for (HandlerMethod method : of(HandlerKind.DISCONNECT)) {
      result(method, Call.ofDisconnect(socket, reason));
    }
  }

  /** Calls a method that acknowledges by itself; only the method for its exception returns. */
  private void onEvent(HandlerMethod method, Socket socket, Arguments args, Ack ack)
      throws Exception {
    Call call = Call.ofEvent(socket, args, ack);
    Runnable leave = scope.enter(socket);
    try {
      method.invoke(call);
    } catch (Throwable failure) {
      acknowledge(Stages.of(errors.handle(call, failure)), ack);
    } finally {
      leave.run();
    }
  }

  private static void acknowledge(@Nullable Object answer, Ack ack) {
    if (answer instanceof CompletionStage<?> stage) {
      stage.thenAccept(value -> acknowledge(value, ack));
    } else if (answer instanceof AckArguments several) {
      ack.send(several.values().toArray());
    } else if (answer != null) {
      ack.send(answer);
    }
  }

  private @Nullable Object result(HandlerMethod method, Call call) throws Exception {
    return result(method, call, () -> {});
  }

  /** Calls a method. If it fails, a task runs before the method for its exception. */
  private @Nullable Object result(HandlerMethod method, Call call, Runnable onFailure)
      throws Exception {
    Runnable leave = scope.enter(call.socket());
    try {
      Object result = Stages.of(method.invoke(call));
      return result instanceof CompletionStage<?> stage
          ? recovering(stage, call, onFailure)
          : result;
    } catch (Throwable failure) {
      onFailure.run();
      return Stages.of(errors.handle(call, failure));
    } finally {
      leave.run();
    }
  }

  private CompletionStage<@Nullable Object> recovering(
      CompletionStage<?> stage, Call call, Runnable onFailure) {
    return stage.handle(
        (value, failure) -> {
          if (failure == null) {
            return value;
          }
          onFailure.run();
          Throwable cause =
              failure instanceof CompletionException && failure.getCause() != null
                  ? failure.getCause()
                  : failure;
          try {
            return errors.handle(call, cause);
          } catch (Exception unhandled) {
            throw new CompletionException(unhandled);
          }
        });
  }
}
