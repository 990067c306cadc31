package io.sidecast.spring.autoconfigure;

import java.io.UncheckedIOException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a {@link SidecastStartException}. */
final class SidecastStartFailureAnalyzer extends AbstractFailureAnalyzer<SidecastStartException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, SidecastStartException cause) {
    String action =
        cause.getCause() instanceof UncheckedIOException
            ? "Change sidecast.server.port or .host. Without a port, an application of WebFlux on Netty shares its own."
            : "Correct the property sidecast.* or the handler method that the description names.";
    return new FailureAnalysis("Sidecast could not start: " + cause.getMessage(), action, cause);
  }
}
