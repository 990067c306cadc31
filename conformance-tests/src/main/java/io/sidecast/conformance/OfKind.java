package io.sidecast.conformance;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.Condition;

/**
 * A condition on the kind of a failure. An assertion that does not hold prints the whole failure
 * with its causes. Immutable.
 *
 * @since 0.1.0
 */
public final class OfKind extends Condition<BrokerException> {

  private OfKind(List<Kind> kinds) {
    super(failure -> kinds.contains(failure.kind()), "of kind %s", kinds);
  }

  /**
   * Returns the condition that a failure has one of the kinds.
   *
   * @param kinds the kinds
   * @return the condition
   */
  public static OfKind ofKind(Kind... kinds) {
    return new OfKind(Arrays.asList(kinds));
  }
}
