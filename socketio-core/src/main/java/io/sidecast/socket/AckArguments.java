package io.sidecast.socket;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several arguments of one acknowledgement, as the return value of an {@link AckFunction} or a
 * {@link SocketAckFunction}. Immutable.
 *
 * @param values the arguments in order
 * @since 0.1.0
 */
public record AckArguments(List<@Nullable Object> values) {

  /**
   * Creates the arguments of an acknowledgement.
   *
   * @param values the arguments in order
   */
  public AckArguments {
    values = Collections.unmodifiableList(Arrays.asList(values.toArray()));
  }

  /**
   * Returns the arguments of an acknowledgement.
   *
   * @param values the arguments in order
   * @return all of them
   */
  public static AckArguments of(@Nullable Object... values) {
    return new AckArguments(Arrays.asList(values));
  }
}
