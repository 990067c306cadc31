package io.sidecast.spring.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if the server shares the port of the application: {@code sidecast.server.shared-port} is
 * true, or it is not set and no port of the server is set either.
 */
final class SharedPortCondition extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    Environment environment = context.getEnvironment();
    boolean ownPort = environment.containsProperty("sidecast.server.port");
    boolean shared =
        environment.getProperty("sidecast.server.enabled", Boolean.class, true)
            && environment.getProperty("sidecast.server.shared-port", Boolean.class, !ownPort);
    return new ConditionOutcome(
        shared,
        ConditionMessage.forCondition("shared port of Sidecast")
            .because(shared ? "no port of its own is set" : "the server has a port of its own"));
  }
}
