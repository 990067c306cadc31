package io.sidecast.broker.nats;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Converts errors of jnats and NATS to {@link BrokerException}s with advice. Thread-safe. */
final class NatsErrors {

  private NatsErrors() {}

  /**
   * Creates an exception for a failed attempt to connect.
   *
   * @param failure the exception of jnats, which rarely has the reason
   * @param problems the events of jnats during the attempt
   */
  static BrokerException connecting(
      NatsOptions options, Throwable failure, NatsEvents.Problems problems) {
    if (problems.error() == null) {
      return of(problems.exception() == null ? failure : problems.exception(), options);
    }
    BrokerException answer = refused(options, problems.error(), failure);
    return answer.kind() == Kind.REFUSED
        ? answer
        : new BrokerException(
            Kind.UNAVAILABLE, "NATS at " + options.address() + says(problems.error()), failure);
  }

  /** Converts a failure; returns a {@link BrokerException} unchanged. */
  static BrokerException of(Throwable failure, NatsOptions options) {
    String at = "NATS at " + options.address();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (cause instanceof BrokerException known) {
        return known;
      }
      if (cause instanceof SSLException || text.contains("SSL")) {
        String advice = ": check scheme (tls or nats), certificate, trust store and tls_verify";
        return new BrokerException(Kind.UNAVAILABLE, at + " and TLS: " + text + advice, failure);
      }
      if (cause instanceof TimeoutException) {
        return BrokerException.timeout(at, options.timeout(), failure);
      }
    }
    return BrokerException.unreachable(at, failure);
  }

  /** Creates an exception for a lost connection, with the reason of jnats or the server, if any. */
  static BrokerException lost(String address, NatsEvents.Problems problems) {
    String message = "lost the connection to NATS at " + address;
    if (problems.error() != null) {
      message = message + ", which" + says(problems.error());
    } else if (problems.exception() != null) {
      message = message + " (" + problems.exception().getMessage() + ")";
    }
    return new BrokerException(Kind.UNAVAILABLE, message, problems.exception());
  }

  /** Creates an exception for the end of a connection to a server that is about to stop. */
  static BrokerException lameDuck(String address) {
    return new BrokerException(
        Kind.UNAVAILABLE, "left NATS at " + address + ", which is in lame duck mode");
  }

  /** Creates an exception for lost messages: those that wait for the listener exceed the limit. */
  static BrokerException slowConsumer(NatsOptions options) {
    String message =
        "slow consumer: more than %,d messages or %,d bytes from NATS were pending, so some are"
            + " lost: give this node less load, or raise pending_messages and pending_bytes";
    NatsOptions.Pending pending = options.pending();
    return new BrokerException(
        Kind.UNAVAILABLE, message.formatted(pending.messages(), pending.bytes()));
  }

  /** Creates an exception for a login, a publish or a subscription that the server refused. */
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
    return " reports '" + error + "'";
  }
}
