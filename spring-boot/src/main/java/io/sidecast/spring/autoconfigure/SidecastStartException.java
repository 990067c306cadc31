package io.sidecast.spring.autoconfigure;

/** Thrown if a property or a handler method prevents the start. */
final class SidecastStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SidecastStartException(RuntimeException problem) {
    super(problem.getMessage(), problem);
  }
}
