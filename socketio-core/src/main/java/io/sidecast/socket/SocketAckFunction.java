package io.sidecast.socket;

import org.jspecify.annotations.Nullable;

/**
 * Handles an event of any socket of a namespace and returns the argument of its acknowledgement.
 * Called like a {@link SocketEventHandler}.
 *
 * @param <T> the type of the first argument, or {@link Arguments} for all arguments
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketAckFunction<T> {

  /**
   * Handles one event.
   *
   * @param socket the socket that has received the event
   * @param value the argument
   * @return the argument of the acknowledgement, or a {@link java.util.concurrent.CompletionStage}
   *     that completes with it; null for an acknowledgement without arguments, {@link AckArguments}
   *     for several
   * @throws Exception to report a failure to the error handler of the server. The event is then not
   *     acknowledged, unless {@code ackOnError} is set. A stage that fails has the same effect
   */
  @Nullable Object answer(Socket socket, T value) throws Exception;
}
