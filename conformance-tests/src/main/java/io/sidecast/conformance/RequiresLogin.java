package io.sidecast.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a case only for a broker with logins. The suite checks {@link BrokerFixture#withLogin},
 * because a broker declares no feature for them.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresLogin {

  /** The name of the requirement in the message of a skipped case. */
  String NAME = "LOGIN";
}
