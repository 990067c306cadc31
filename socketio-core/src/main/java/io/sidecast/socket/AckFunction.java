package io.sidecast.socket;

import org.jspecify.annotations.Nullable;

/**
 * Handles an event and returns the argument of its acknowledgement. Called like an {@link
 * EventHandler}.
 *
 * @param <T> the type of the first argument, or {@link Arguments} for all arguments
 * @since 0.1.0
 */
@FunctionalInterface
public interface AckFunction<T> {

  /**
   * Handles one event.
   *
   * @param value the argument
   * @return the argument of the acknowledgement, or a {@link java.util.concurrent.CompletionStage}
   *     that completes with it; null for an acknowledgement without arguments, {@link AckArguments}
   *     for several
   * @throws Exception to report a failure to the error handler of the server. The event is then not
   *     acknowledged, unless {@code ackOnError} is set. A stage that fails has the same effect
   */
  @Nullable Object answer(T value) throws Exception;
}
