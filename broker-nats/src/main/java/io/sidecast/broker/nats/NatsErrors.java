package io.sidecast.broker.nats;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Any thread. Turns what jnats and NATS report into the SPI's kinds, with advice. */
final class NatsErrors {

  private NatsErrors() {}

  /**
   * Why no connection came about.
   *
   * @param failure what jnats threw, which seldom says why
   * @param trouble what jnats told meanwhile
   */
  static BrokerException connecting(
      NatsOptions options, Throwable failure, NatsEvents.Trouble trouble) {
    String at = "NATS at " + options.address();
    if (trouble.error() != null) {
      BrokerException answer = refused(options, trouble.error(), failure);
      return answer.kind() == Kind.REFUSED
          ? answer
          : new BrokerException(Kind.UNAVAILABLE, at + says(trouble.error()), failure);
    }
    Throwable reason = trouble.exception() == null ? failure : trouble.exception();
    for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (cause instanceof SSLException || text.contains("SSL")) {
        String advice = ": check scheme (tls or nats), certificate, trust store and tls_verify";
        return new BrokerException(Kind.UNAVAILABLE, at + " and TLS: " + text + advice, reason);
      }
      if (cause instanceof TimeoutException) {
        return BrokerException.timeout(at, options.timeout(), reason);
      }
    }
    return BrokerException.unreachable(at, reason);
  }

  /** The connection broke, for the reason that jnats or the server told, if any. */
  static BrokerException lost(String address, NatsEvents.Trouble trouble) {
    String message = "lost the connection to NATS at " + address;
    if (trouble.error() != null) {
      message = message + ", which" + says(trouble.error());
    } else if (trouble.exception() != null) {
      message = message + " (" + trouble.exception().getMessage() + ")";
    }
    return new BrokerException(Kind.UNAVAILABLE, message, trouble.exception());
  }

  /** More messages waited for the listener than may wait; some are lost. */
  static BrokerException overrun(NatsOptions options) {
    String message =
        "slow consumer: more than %,d messages or %,d bytes from NATS waited to be handled, so some"
            + " are lost: give this node less load, or raise pending_messages and pending_bytes";
    NatsOptions.Pending pending = options.pending();
    return new BrokerException(
        Kind.UNAVAILABLE, message.formatted(pending.messages(), pending.bytes()));
  }

  /** The server said no: to a login, a publish or a subscription. */
  static BrokerException refused(NatsOptions options, String error, @Nullable Throwable cause) {
    String lower = error.toLowerCase(Locale.ROOT);
    String advice = "";
    if (lower.contains("permissions violation")) {
      advice = ": allow publish and subscribe on " + options.prefix() + ".>";
    } else if (lower.contains("auth")) {
      advice = ": put the login in the URI, nats://user:password@host or nats://token@host";
    } else if (lower.contains("maximum subscriptions")) {
      advice = ": raise the server's max_subscriptions";
    }
    Kind kind = advice.isEmpty() ? Kind.FAILED : Kind.REFUSED;
    return new BrokerException(kind, "NATS at " + options.address() + says(error) + advice, cause);
  }

  private static String says(String error) {
    return " says '" + error + "'";
  }
}
