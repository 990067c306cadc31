package io.sidecast.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains an {@link AmbiguousBrokerException}. */
final class AmbiguousBrokerFailureAnalyzer
    extends AbstractFailureAnalyzer<AmbiguousBrokerException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, AmbiguousBrokerException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Set sidecast.broker.uri to one of them, or keep one of the modules io.sidecast:broker-*.",
        cause);
  }
}
