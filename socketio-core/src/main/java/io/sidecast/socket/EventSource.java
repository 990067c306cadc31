package io.sidecast.socket;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What emits events that can be listened to. Any thread. Handlers run one after another, on threads
 * where they may block.
 */
public abstract sealed class EventSource permits Socket {

  private final EventListeners listeners;

  EventSource(EventListeners listeners) {
    this.listeners = listeners;
  }

  /**
   * Listens to an event, with its first argument.
   *
   * @param event the name
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler gets the argument
   * @param <T> the type of the argument
   * @return ends the listening
   */
  public <T> Subscription on(String event, Class<T> type, EventHandler<T> handler) {
    return on(event, TypeRef.of(type), handler);
  }

  /**
   * Listens to an event, with its first argument.
   *
   * @param event the name
   * @param type the type of the argument, with type arguments
   * @param handler gets the argument
   * @param <T> the type of the argument
   * @return ends the listening
   */
  public <T> Subscription on(String event, TypeRef<T> type, EventHandler<T> handler) {
    return add(event, first(type, handler));
  }

  /**
   * Listens to an event, with its first argument, and acknowledges it.
   *
   * @param event the name
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler gets the argument
   * @param <T> the type of the argument
   * @return ends the listening
   */
  public <T> Subscription on(String event, Class<T> type, AckEventHandler<T> handler) {
    return on(event, TypeRef.of(type), handler);
  }

  /**
   * Listens to an event, with its first argument, and acknowledges it.
   *
   * @param event the name
   * @param type the type of the argument, with type arguments
   * @param handler gets the argument
   * @param <T> the type of the argument
   * @return ends the listening
   */
  public <T> Subscription on(String event, TypeRef<T> type, AckEventHandler<T> handler) {
    return add(event, first(type, handler));
  }

  /**
   * Listens to an event, with all its arguments.
   *
   * @param event the name
   * @param handler gets the arguments
   * @return ends the listening
   */
  public Subscription on(String event, EventHandler<Arguments> handler) {
    checkHandler(handler);
    return add(event, (args, ack) -> handler.handle(args));
  }

  /**
   * Listens to an event, with all its arguments, and acknowledges it.
   *
   * @param event the name
   * @param handler gets the arguments
   * @return ends the listening
   */
  public Subscription on(String event, AckEventHandler<Arguments> handler) {
    return add(event, handler);
  }

  /**
   * Listens to an event and ignores its arguments.
   *
   * @param event the name
   * @param handler is run
   * @return ends the listening
   */
  public Subscription on(String event, EventAction handler) {
    checkHandler(handler);
    return add(event, (args, ack) -> handler.handle());
  }

  /**
   * Listens to the next event of a name, with its first argument.
   *
   * @param event the name
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler gets the argument
   * @param <T> the type of the argument
   * @return ends the listening
   */
  public <T> Subscription once(String event, Class<T> type, EventHandler<T> handler) {
    return once(event, TypeRef.of(type), handler);
  }

  /**
   * Listens to the next event of a name, with its first argument.
   *
   * @param event the name
   * @param type the type of the argument, with type arguments
   * @param handler gets the argument
   * @param <T> the type of the argument
   * @return ends the listening
   */
  public <T> Subscription once(String event, TypeRef<T> type, EventHandler<T> handler) {
    return addOnce(event, first(type, handler));
  }

  /**
   * Listens to the next event of a name, with all its arguments, and acknowledges it.
   *
   * @param event the name
   * @param handler gets the arguments
   * @return ends the listening
   */
  public Subscription once(String event, AckEventHandler<Arguments> handler) {
    return addOnce(event, handler);
  }

  /**
   * Listens to the next event of a name and ignores its arguments.
   *
   * @param event the name
   * @param handler is run
   * @return ends the listening
   */
  public Subscription once(String event, EventAction handler) {
    checkHandler(handler);
    return addOnce(event, (args, ack) -> handler.handle());
  }

  /**
   * Answers an event: what the handler returns is the acknowledgement.
   *
   * @param event the name
   * @param type the class of the first argument; {@code byte[]} for binary
   * @param handler gets the argument and returns the answer, or a stage with it
   * @param <T> the type of the argument
   * @return ends the listening
   */
  public <T> Subscription answer(String event, Class<T> type, AnswerHandler<T> handler) {
    return answer(event, TypeRef.of(type), handler);
  }

  /**
   * Answers an event: what the handler returns is the acknowledgement.
   *
   * @param event the name
   * @param type the type of the first argument, with type arguments
   * @param handler gets the argument and returns the answer, or a stage with it
   * @param <T> the type of the argument
   * @return ends the listening
   */
  public <T> Subscription answer(String event, TypeRef<T> type, AnswerHandler<T> handler) {
    return answer(event, answering(type, handler));
  }

  /**
   * Answers an event: what the handler returns is the acknowledgement.
   *
   * @param event the name
   * @param handler gets the arguments and returns the answer, or a stage with it
   * @return ends the listening
   */
  public Subscription answer(String event, AnswerHandler<Arguments> handler) {
    checkHandler(handler);
    return add(event, (args, ack) -> send(handler.answer(args), event, ack));
  }

  /**
   * Removes all listeners of an event.
   *
   * @param event the name
   */
  public void off(String event) {
    listeners.removeAll(EventNames.notNull(event));
  }

  /** Removes all listeners of all events; those of {@code onAny} stay. */
  public void off() {
    listeners.removeAll();
  }

  /** Gives continuations of stages a handler thread. */
  abstract HandlerStages stages();

  /** A failure of user code that nobody else hears of. */
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

  private static <T> AnswerHandler<Arguments> answering(TypeRef<T> type, AnswerHandler<T> handler) {
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
