package io.sidecast.conformance;

import io.sidecast.broker.BrokerFeature;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a case only for a broker that declares a feature. This annotation, {@link RequiresReplayLog}
 * and {@link RequiresLogin} are the only legal ways to skip a case.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {

  /**
   * Returns the feature that the case proves.
   *
   * @return the feature, looked up in {@code features()} of the broker under test
   */
  BrokerFeature value();
}
