package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Converts errors of the Kafka clients to {@link BrokerException}s with advice. Thread-safe. */
final class KafkaErrors {

  private KafkaErrors() {}

  /** Converts a failure; returns a {@link BrokerException} unchanged. */
  static BrokerException of(Throwable failure, KafkaOptions options) {
    Throwable cause = root(failure);
    if (cause instanceof BrokerException known) {
      return known;
    }
    String at = "Kafka at " + options.address();
    if (cause instanceof RecordTooLargeException) {
      String advice = ": raise max.message.bytes of the topic, or send less";
      return with(Kind.TOO_LARGE, at + " accepts no envelope of this size" + advice, cause);
    }
    if (cause instanceof BufferExhaustedException) {
      String advice = " the send buffer is full: publish less at a time";
      return with(Kind.UNAVAILABLE, at + " is too slow:" + advice, cause);
    }
    if (cause instanceof TimeoutException
        || cause instanceof java.util.concurrent.TimeoutException) {
      String advice =
          " did not respond within %d ms: is it overloaded or cut off, and are the addresses right,"
              + " including those that it advertises to clients (advertised.listeners)?";
      return with(Kind.TIMEOUT, at + advice.formatted(options.timeout().toMillis()), cause);
    }
    if (cause instanceof SslAuthenticationException) {
      String advice = ": check the certificate, tls_ca and tls_verify, or use kafka://";
      return with(Kind.UNAVAILABLE, at + " and TLS: " + cause.getMessage() + advice, cause);
    }
    if (cause instanceof AuthenticationException) {
      String advice =
          ": put the user and password in the URI, kafka://user:password@host, and the mechanism"
              + " in the setting 'sasl'";
      return with(Kind.REFUSED, at + " reports '" + cause.getMessage() + "'" + advice, cause);
    }
    if (cause instanceof AuthorizationException) {
      String advice = ": allow Create, Describe, Read and Write on topics that begin with '%s.'";
      return with(
          Kind.REFUSED,
          at + " reports '" + cause.getMessage() + "'" + advice.formatted(options.prefix()),
          cause);
    }
    return with(kind(cause), at + " cannot be used: " + cause.getMessage(), cause);
  }

  private static Kind kind(Throwable cause) {
    if (cause instanceof ConfigException) {
      boolean nameUnknown = String.valueOf(cause.getMessage()).contains("No resolvable");
      return nameUnknown ? Kind.UNAVAILABLE : Kind.BAD_CONFIG;
    }
    // An interrupt concerns the publishing thread only; the connection stays healthy.
    boolean later =
        cause instanceof RetriableException
            || cause instanceof IllegalStateException
            || cause instanceof InterruptException;
    return later ? Kind.UNAVAILABLE : Kind.FAILED;
  }

  /** Returns the cause below the wrappers of the Kafka clients and of the JDK. */
  private static Throwable root(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wraps =
        failure instanceof CompletionException
            || failure instanceof ExecutionException
            || failure.getClass() == KafkaException.class;
    return wraps && cause != null ? root(cause) : failure;
  }

  private static BrokerException with(Kind kind, String message, Throwable cause) {
    return new BrokerException(kind, message, cause);
  }
}
