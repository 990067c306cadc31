package io.sidecast.socket;

import java.util.Objects;

/**
 * Handlers for the events of all sockets of a namespace, registered once. They cost a new socket
 * nothing, unlike handlers that {@link Namespace#onConnection} adds to each socket.
 *
 * <p>For each event of a socket, these handlers run after its middlewares and its handlers of
 * {@link Socket#onAny}, in the order of their registration: first those of the parent namespace,
 * then those of the namespace, then those of {@link Socket#on}. Events, exceptions and
 * acknowledgements are treated as with {@link Socket#on}. A handler that is added later receives
 * the later events of sockets that are connected already.
 *
 * <p>A handler with a type receives the first argument of the event. If that argument is missing,
 * null or does not fit the type, the handler is not called and the error handler of the server
 * receives an {@link IllegalArgumentException}.
 *
 * <p>No client can send an event with a name that Socket.IO reserves, for example {@code
 * disconnect}. A handler for such a name, or for {@code connection}, is an {@link
 * IllegalArgumentException}.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public interface SocketListeners {

  /**
   * Adds a handler for the first argument of an event of all sockets.
   *
   * @param event the name of the event
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler the handler that receives the socket and the argument
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  default <T> Subscription on(String event, Class<T> type, SocketEventHandler<T> handler) {
    return on(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler for the first argument of an event of all sockets.
   *
   * @param event the name of the event
   * @param type the type of the argument, with type arguments
   * @param handler the handler that receives the socket and the argument
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  default <T> Subscription on(String event, TypeRef<T> type, SocketEventHandler<T> handler) {
    TypeRef.checked(type);
    Objects.requireNonNull(handler, "handler must not be null");
    return on(event, (socket, args) -> handler.handle(socket, args.require(0, type)));
  }

  /**
   * Adds a handler that receives the first argument of an event of all sockets and may acknowledge
   * the event.
   *
   * @param event the name of the event
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler the handler that receives the socket, the argument and an {@link Ack}
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  default <T> Subscription on(String event, Class<T> type, SocketAckEventHandler<T> handler) {
    return on(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler that receives the first argument of an event of all sockets and may acknowledge
   * the event.
   *
   * @param event the name of the event
   * @param type the type of the argument, with type arguments
   * @param handler the handler that receives the socket, the argument and an {@link Ack}
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  default <T> Subscription on(String event, TypeRef<T> type, SocketAckEventHandler<T> handler) {
    TypeRef.checked(type);
    Objects.requireNonNull(handler, "handler must not be null");
    return on(event, (socket, args, ack) -> handler.handle(socket, args.require(0, type), ack));
  }

  /**
   * Adds a handler for all arguments of an event of all sockets.
   *
   * @param event the name of the event
   * @param handler the handler that receives the socket and the arguments
   * @return a handle that removes the handler
   */
  default Subscription on(String event, SocketEventHandler<Arguments> handler) {
    Objects.requireNonNull(handler, "handler must not be null");
    return on(
        event, (NamespaceListeners.WithoutAck) (socket, args, ack) -> handler.handle(socket, args));
  }

  /**
   * Adds a handler that receives all arguments of an event of all sockets and may acknowledge the
   * event.
   *
   * @param event the name of the event
   * @param handler the handler that receives the socket, the arguments and an {@link Ack}
   * @return a handle that removes the handler
   */
  Subscription on(String event, SocketAckEventHandler<Arguments> handler);

  /**
   * Adds a handler whose return value acknowledges the event.
   *
   * @param event the name of the event
   * @param type the class of the first argument; {@code byte[]} for binary
   * @param handler the handler that receives the socket and the argument, and returns the argument
   *     of the acknowledgement, or a stage with it
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  default <T> Subscription answer(String event, Class<T> type, SocketAckFunction<T> handler) {
    return answer(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler whose return value acknowledges the event.
   *
   * @param event the name of the event
   * @param type the type of the first argument, with type arguments
   * @param handler the handler that receives the socket and the argument, and returns the argument
   *     of the acknowledgement, or a stage with it
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  default <T> Subscription answer(String event, TypeRef<T> type, SocketAckFunction<T> handler) {
    TypeRef.checked(type);
    Objects.requireNonNull(handler, "handler must not be null");
    return answer(event, (socket, args) -> handler.answer(socket, args.require(0, type)));
  }

  /**
   * Adds a handler whose return value acknowledges the event.
   *
   * @param event the name of the event
   * @param handler the handler that receives the socket and the arguments, and returns the argument
   *     of the acknowledgement, or a stage with it
   * @return a handle that removes the handler
   */
  default Subscription answer(String event, SocketAckFunction<Arguments> handler) {
    Objects.requireNonNull(handler, "handler must not be null");
    return on(
        event,
        (socket, args, ack) ->
            ReturnValue.acknowledge(socket, event, handler.answer(socket, args), ack));
  }

  /**
   * Removes the handlers of an event that were added here. Handlers of a parent namespace and of
   * single sockets stay.
   *
   * @param event the name of the event
   */
  void off(String event);
}
