package io.sidecast.spring.autoconfigure;

import java.util.function.Supplier;

/** Thrown if a property or a handler method prevents the start. */
final class SidecastStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SidecastStartException(RuntimeException problem) {
    super(problem.getMessage(), problem);
  }

  /** A property whose value is refused. */
  SidecastStartException(String property, RuntimeException refusal) {
    super(property + ": " + refusal.getMessage(), refusal);
  }

  /** Builds a server or an emitter, and reports settings that it refuses. */
  static <T> T orBuilt(Supplier<T> building) {
    try {
      return building.get();
    } catch (IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException problem) {
      throw new SidecastStartException(problem);
    }
  }
}
