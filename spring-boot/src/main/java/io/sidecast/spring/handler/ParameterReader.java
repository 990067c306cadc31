package io.sidecast.spring.handler;

import org.jspecify.annotations.Nullable;

/** Reads the argument of one parameter of a handler method. Thread-safe. */
@FunctionalInterface
interface ParameterReader {

  /**
   * Returns the argument.
   *
   * @throws IllegalArgumentException if the client did not send it, or in another form
   */
  @Nullable Object read(Call call);
}
