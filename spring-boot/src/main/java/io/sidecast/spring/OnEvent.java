package io.sidecast.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that handles an event of clients. It is called on a handler thread,
 * where it may block; the events of one client are handled one at a time, in order. The namespace
 * is that of {@link SocketIoNamespace}.
 *
 * <p>A parameter may be a {@link io.sidecast.socket.Socket}, {@link io.sidecast.socket.Handshake},
 * {@link io.sidecast.socket.Namespace}, {@link java.security.Principal}, {@link
 * io.sidecast.socket.Arguments} (all arguments of the event) or {@link io.sidecast.socket.Ack}. The
 * other parameters receive the arguments of the event in order, converted by Jackson: a record, a
 * {@code List<Order>}, a {@code byte[]}. A missing or null argument is an error, unless the
 * parameter is an {@link java.util.Optional} or is annotated {@code @Nullable}. Further arguments
 * of the event are ignored.
 *
 * <p>The return value is the argument of the acknowledgement, if the client expects one. A {@link
 * java.util.concurrent.CompletionStage} or a {@code Mono} acknowledges when it completes, {@link
 * io.sidecast.socket.AckArguments} has several arguments, and {@code void} or null acknowledges
 * without arguments. A method with an {@link io.sidecast.socket.Ack} parameter is {@code void} and
 * acknowledges by itself. An exception goes to a method with {@link OnError}.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnEvent {

  /**
   * The name of the event.
   *
   * @return the name
   */
  String value();
}
