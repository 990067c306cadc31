package io.sidecast.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Converts errors of the client library to {@link BrokerException}s with advice. Thread-safe. */
final class RabbitMqErrors {

  private RabbitMqErrors() {}

  /** Converts a failure; returns a {@link BrokerException} unchanged. */
  static BrokerException of(Throwable failure, RabbitMqOptions options) {
    String at = options.place();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BrokerException known) {
        return known;
      }
      if (cause instanceof AuthenticationFailureException) {
        String advice =
            ": put the user and password in the URI, amqp://user:password@host"
                + " (guest may log in only from RabbitMQ's own machine)";
        return new BrokerException(Kind.REFUSED, at + " refused the login" + advice, failure);
      }
      if (cause instanceof TimeoutException) {
        return BrokerException.timeout(at, options.timeout(), failure);
      }
      if (cause instanceof ReadTimeoutException) {
        String silent = " sent nothing for %d s: is it frozen, overloaded or cut off?";
        return new BrokerException(
            Kind.UNAVAILABLE, at + silent.formatted(options.heartbeat().toSeconds()), failure);
      }
      if (cause instanceof SSLException) {
        String advice = ": check the certificate, the trust store and tls_verify, or use amqp://";
        return new BrokerException(
            Kind.UNAVAILABLE, at + " and TLS: " + cause.getMessage() + advice, failure);
      }
      if (cause instanceof ShutdownSignalException signal && codeOf(signal) > 0) {
        return closed(at, signal, options);
      }
    }
    if (failure instanceof ShutdownSignalException) {
      return new BrokerException(Kind.UNAVAILABLE, "lost the connection to " + at, failure);
    }
    return BrokerException.unreachable(at, failure);
  }

  /** Creates an exception for a resource alarm, during which RabbitMQ blocks all publishers. */
  static BrokerException blocked(RabbitMqOptions options, String reason) {
    String message = "%s blocks all publishers, %s: free memory or disk there";
    return new BrokerException(Kind.UNAVAILABLE, message.formatted(options.place(), reason));
  }

  /** Creates an exception for lost messages: those that wait for this node exceed a limit. */
  static BrokerException overflowed(RabbitMqOptions options) {
    String message =
        "%s dropped messages from the full queue of this node, so some are lost: more than %,d"
            + " messages or %,d bytes were pending: give this node less load, or raise"
            + " queue_max_messages and queue_max_bytes";
    RabbitMqOptions.Limits limits = options.limits();
    return new BrokerException(
        Kind.UNAVAILABLE,
        message.formatted(options.place(), limits.queuedMessages(), limits.queuedBytes()));
  }

  /** Returns whether RabbitMQ reported that the exchange does not exist. */
  static boolean isNotFound(Throwable failure) {
    return failure.getCause() instanceof ShutdownSignalException signal
        && codeOf(signal) == AMQP.NOT_FOUND;
  }

  private static BrokerException closed(
      String at, ShutdownSignalException signal, RabbitMqOptions options) {
    String text = at + " reports '" + textOf(signal.getReason()) + "'";
    return switch (codeOf(signal)) {
      case AMQP.ACCESS_REFUSED -> {
        String advice = ": let the user configure, write and read ^%s\\..*";
        yield new BrokerException(Kind.REFUSED, text + advice.formatted(options.prefix()), signal);
      }
      case AMQP.NOT_ALLOWED -> {
        String advice = ": is '%s' the right virtual host, and may the user use it?";
        yield new BrokerException(
            Kind.REFUSED, text + advice.formatted(options.server().virtualHost()), signal);
      }
      case AMQP.PRECONDITION_FAILED -> {
        String advice =
            ": is the prefix in use by another program, or max_envelope_bytes too high?";
        yield new BrokerException(Kind.BAD_CONFIG, text + advice, signal);
      }
      case AMQP.CONNECTION_FORCED, AMQP.NOT_FOUND ->
          new BrokerException(Kind.UNAVAILABLE, text, signal);
      default -> new BrokerException(Kind.FAILED, text, signal);
    };
  }

  /** Returns the reply code of a close by RabbitMQ, 0 if RabbitMQ did not close. */
  private static int codeOf(ShutdownSignalException signal) {
    Method reason = signal.getReason();
    if (signal.isInitiatedByApplication()) {
      return 0;
    }
    if (reason instanceof AMQP.Connection.Close close) {
      return close.getReplyCode();
    }
    return reason instanceof AMQP.Channel.Close close ? close.getReplyCode() : 0;
  }

  private static String textOf(Method reason) {
    return reason instanceof AMQP.Connection.Close close
        ? close.getReplyText()
        : ((AMQP.Channel.Close) reason).getReplyText();
  }
}
