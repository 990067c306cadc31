package io.sidecast.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a case only for a broker that stores messages. A replay log is not a {@link Requires
 * declared feature}: the suite checks {@link io.sidecast.broker.Broker#replayLog()}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresReplayLog {

  /** The name of the requirement in the message of a skipped case. */
  String NAME = "REPLAY_LOG";
}
