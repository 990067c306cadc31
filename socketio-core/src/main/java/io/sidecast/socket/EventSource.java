package io.sidecast.socket;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Registers listeners for the events of a socket. Handlers run one at a time on handler threads,
 * where they may block. Thread-safe.
 *
 * <p>A handler with a type receives the first argument of the event. If that argument is missing,
 * null or does not fit the type, the handler is not called and the error handler of the server
 * receives an {@link IllegalArgumentException}.
 *
 * <p>A handler that is removed while an event is handled may still receive this event.
 */
public abstract sealed class EventSource permits Socket {

  private final EventListeners listeners;

  EventSource(EventListeners listeners) {
    this.listeners = listeners;
  }

  /**
   * Adds a handler for the first argument of an event.
   *
   * @param event the name of the event
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler the handler that receives the argument
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription on(String event, Class<T> type, EventHandler<T> handler) {
    return on(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler for the first argument of an event.
   *
   * @param event the name of the event
   * @param type the type of the argument, with type arguments
   * @param handler the handler that receives the argument
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription on(String event, TypeRef<T> type, EventHandler<T> handler) {
    return add(event, first(type, handler));
  }

  /**
   * Adds a handler that receives the first argument of an event and may acknowledge the event.
   *
   * @param event the name of the event
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler the handler that receives the argument and an {@link Ack}
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription on(String event, Class<T> type, AckEventHandler<T> handler) {
    return on(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler that receives the first argument of an event and may acknowledge the event.
   *
   * @param event the name of the event
   * @param type the type of the argument, with type arguments
   * @param handler the handler that receives the argument and an {@link Ack}
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription on(String event, TypeRef<T> type, AckEventHandler<T> handler) {
    return add(event, first(type, handler));
  }

  /**
   * Adds a handler for all arguments of an event.
   *
   * @param event the name of the event
   * @param handler the handler that receives the arguments
   * @return a handle that removes the handler
   */
  public Subscription on(String event, EventHandler<Arguments> handler) {
    checkHandler(handler);
    return add(event, (args, ack) -> handler.handle(args));
  }

  /**
   * Adds a handler that receives all arguments of an event and may acknowledge the event.
   *
   * @param event the name of the event
   * @param handler the handler that receives the arguments and an {@link Ack}
   * @return a handle that removes the handler
   */
  public Subscription on(String event, AckEventHandler<Arguments> handler) {
    return add(event, handler);
  }

  /**
   * Adds a handler for an event without its arguments.
   *
   * @param event the name of the event
   * @param handler the handler that is called
   * @return a handle that removes the handler
   */
  public Subscription on(String event, EventAction handler) {
    checkHandler(handler);
    return add(event, (args, ack) -> handler.handle());
  }

  /**
   * Adds a handler for the first argument of the next event of a name.
   *
   * @param event the name of the event
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler the handler that receives the argument
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription once(String event, Class<T> type, EventHandler<T> handler) {
    return once(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler for the first argument of the next event of a name.
   *
   * @param event the name of the event
   * @param type the type of the argument, with type arguments
   * @param handler the handler that receives the argument
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription once(String event, TypeRef<T> type, EventHandler<T> handler) {
    return addOnce(event, first(type, handler));
  }

  /**
   * Adds a handler that receives all arguments of the next event of a name and may acknowledge the
   * event.
   *
   * @param event the name of the event
   * @param handler the handler that receives the arguments and an {@link Ack}
   * @return a handle that removes the handler
   */
  public Subscription once(String event, AckEventHandler<Arguments> handler) {
    return addOnce(event, handler);
  }

  /**
   * Adds a handler for the next event of a name, without its arguments.
   *
   * @param event the name of the event
   * @param handler the handler that is called
   * @return a handle that removes the handler
   */
  public Subscription once(String event, EventAction handler) {
    checkHandler(handler);
    return addOnce(event, (args, ack) -> handler.handle());
  }

  /**
   * Adds a handler whose return value acknowledges the event.
   *
   * @param event the name of the event
   * @param type the class of the first argument; {@code byte[]} for binary
   * @param handler the handler that receives the argument and returns the argument of the
   *     acknowledgement, or a stage with it
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription answer(String event, Class<T> type, AckFunction<T> handler) {
    return answer(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler whose return value acknowledges the event.
   *
   * @param event the name of the event
   * @param type the type of the first argument, with type arguments
   * @param handler the handler that receives the argument and returns the argument of the
   *     acknowledgement, or a stage with it
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription answer(String event, TypeRef<T> type, AckFunction<T> handler) {
    return answer(event, answering(type, handler));
  }

  /**
   * Adds a handler whose return value acknowledges the event.
   *
   * @param event the name of the event
   * @param handler the handler that receives the arguments and returns the argument of the
   *     acknowledgement, or a stage with it
   * @return a handle that removes the handler
   */
  public Subscription answer(String event, AckFunction<Arguments> handler) {
    checkHandler(handler);
    return add(event, (args, ack) -> send(handler.answer(args), event, ack));
  }

  /**
   * Removes all handlers of an event.
   *
   * @param event the name of the event
   */
  public void off(String event) {
    listeners.removeAll(EventNames.notNull(event));
  }

  /** Removes all handlers of all events, except those of {@code onAny}. */
  public void off() {
    listeners.removeAll();
  }

  /** Returns the factory of stages whose dependents run on handler threads. */
  abstract HandlerStages stages();

  /** Reports a failure of user code to the error handler. */
  abstract void failed(String occasion, Throwable error);

  private Subscription add(String event, AckEventHandler<Arguments> listener) {
    checkHandler(listener);
    return listeners.add(EventNames.notNull(event), listener);
  }

  private Subscription addOnce(String event, AckEventHandler<Arguments> listener) {
    checkHandler(listener);
    return listeners.addOnce(EventNames.notNull(event), listener);
  }

  private static void checkHandler(Object handler) {
    Objects.requireNonNull(handler, "handler must not be null");
  }

  private static <T> AckEventHandler<Arguments> first(TypeRef<T> type, EventHandler<T> handler) {
    TypeRef.checked(type);
    checkHandler(handler);
    return (args, ack) -> handler.handle(args.require(0, type));
  }

  private static <T> AckEventHandler<Arguments> first(TypeRef<T> type, AckEventHandler<T> handler) {
    TypeRef.checked(type);
    checkHandler(handler);
    return (args, ack) -> handler.handle(args.require(0, type), ack);
  }

  private static <T> AckFunction<Arguments> answering(TypeRef<T> type, AckFunction<T> handler) {
    TypeRef.checked(type);
    checkHandler(handler);
    return args -> handler.answer(args.require(0, type));
  }

  private void send(@Nullable Object answer, String event, Ack ack) {
    if (answer instanceof CompletionStage<?> later) {
      stages()
          .of(later)
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  sendNow(value, ack);
                } else {
                  failed("event " + event, failure);
                  if (ack instanceof AckSender single) {
                    single.sendDefault();
                  }
                }
              });
    } else {
      sendNow(answer, ack);
    }
  }

  private static void sendNow(@Nullable Object answer, Ack ack) {
    if (answer == null) {
      ack.send();
    } else {
      ack.send(answer);
    }
  }
}
