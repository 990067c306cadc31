package io.sidecast.socket;

import io.sidecast.adapter.Adapter.Scope;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;

/** How an event is emitted. Each method gives a changed copy. */
record EmitOptions(EncodedPacket.Flags flags, Scope scope, Duration timeout) {

  static EmitOptions defaults(Duration timeout) {
    return new EmitOptions(EncodedPacket.Flags.DEFAULT, Scope.CLUSTER, timeout);
  }

  EmitOptions droppable() {
    return new EmitOptions(new EncodedPacket.Flags(true, flags.compressible()), scope, timeout);
  }

  EmitOptions compressible(boolean compressible) {
    return new EmitOptions(
        new EncodedPacket.Flags(flags.droppable(), compressible), scope, timeout);
  }

  EmitOptions local() {
    return new EmitOptions(flags, Scope.LOCAL, timeout);
  }

  EmitOptions within(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: " + timeout);
    }
    return new EmitOptions(flags, scope, timeout);
  }
}
