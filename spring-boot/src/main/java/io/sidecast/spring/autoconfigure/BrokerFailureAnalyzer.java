package io.sidecast.spring.autoconfigure;

import io.sidecast.broker.BrokerException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why the broker could not be opened. The property takes the place of the builder's
 * method.
 */
final class BrokerFailureAnalyzer extends AbstractFailureAnalyzer<BrokerException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BrokerException cause) {
    String problem =
        String.valueOf(cause.getMessage()).replace(".broker(\"<uri>\")", "sidecast.broker.uri");
    return new FailureAnalysis(
        "The broker of Sidecast could not be opened: " + problem, action(cause), cause);
  }

  private static String action(BrokerException cause) {
    return switch (cause.kind()) {
      case REFUSED -> "Correct the user and the password of the broker.";
      case BAD_CONFIG ->
          "Set sidecast.broker.uri, correct the other properties sidecast.broker.*, or keep one of the modules io.sidecast:broker-*.";
      default ->
          "Start the broker, or correct sidecast.broker.uri. The value 'none' makes the server a single node.";
    };
  }
}
