package io.sidecast.spring.autoconfigure;

import java.util.List;

/** Thrown if several brokers of the application could connect the nodes. */
final class AmbiguousBrokerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AmbiguousBrokerException(List<String> origins) {
    super(
        "The application has several brokers that could connect the nodes: "
            + String.join(", ", origins));
  }
}
