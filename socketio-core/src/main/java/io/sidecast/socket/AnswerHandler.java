package io.sidecast.socket;

import org.jspecify.annotations.Nullable;

/**
 * Handles an event and returns its answer. Runs as an {@link EventHandler}.
 *
 * @param <T> the type of the first argument, or {@link Arguments} for all of them
 */
@FunctionalInterface
public interface AnswerHandler<T> {

  /**
   * Handles one event.
   *
   * @param value the argument
   * @return the answer, or a {@link java.util.concurrent.CompletionStage} with it; null for an
   *     acknowledgement without arguments
   * @throws Exception to report a failure to the error handler of the server; the event is then not
   *     acknowledged
   */
  @Nullable Object answer(T value) throws Exception;
}
