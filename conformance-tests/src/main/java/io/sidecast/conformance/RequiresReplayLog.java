package io.sidecast.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a case only for a broker that keeps messages. That is no {@link Requires feature} which is
 * declared, but an object that is there: {@link io.sidecast.broker.Broker#replayLog()}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresReplayLog {

  /** What a skipped case says that it requires. */
  String NAME = "REPLAY_LOG";
}
