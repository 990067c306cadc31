package io.sidecast.spring.autoconfigure;

import java.util.function.Supplier;
import org.springframework.boot.ssl.NoSuchSslBundleException;

/** Thrown if a property or a handler method prevents the start. */
final class SidecastStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SidecastStartException(RuntimeException problem) {
    super(problem.getMessage(), problem);
  }

  /** Builds a server or an emitter, and reports a setting that it refuses. */
  static <T> T orBuilt(Supplier<T> building) {
    try {
      return building.get();
    } catch (IllegalArgumentException
        | UnsupportedOperationException
        | NoSuchSslBundleException problem) {
      throw new SidecastStartException(problem);
    }
  }
}
