package io.sidecast.socket;

import io.sidecast.adapter.Adapter.Scope;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.Objects;

/** The options of an emit. Each method returns a changed copy. Immutable. */
record EmitOptions(EncodedPacket.Flags flags, Scope scope, Duration timeout) {

  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

  static EmitOptions defaults(Duration timeout) {
    return new EmitOptions(EncodedPacket.Flags.DEFAULT, Scope.CLUSTER, timeout);
  }

  EmitOptions isVolatile() {
    return new EmitOptions(new EncodedPacket.Flags(true, flags.compressible()), scope, timeout);
  }

  EmitOptions compressible(boolean compressible) {
    return new EmitOptions(
        new EncodedPacket.Flags(flags.isVolatile(), compressible), scope, timeout);
  }

  EmitOptions local() {
    return new EmitOptions(flags, Scope.LOCAL, timeout);
  }

  EmitOptions within(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "timeout must be positive and at most %s, not %s".formatted(LONGEST_TIMEOUT, timeout));
    }
    return new EmitOptions(flags, scope, timeout);
  }
}
