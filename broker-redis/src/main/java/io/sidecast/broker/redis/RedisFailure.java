package io.sidecast.broker.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Any thread. Turns what Lettuce reports into the SPI's kinds, with advice. */
final class RedisFailure {

  private RedisFailure() {}

  /** The failure in the SPI's words; a {@link BrokerException} stays itself. */
  static BrokerException of(Throwable failure, RedisOptions options) {
    String at = "Redis at " + options.address();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BrokerException known) {
        return known;
      }
      if (cause instanceof RedisCommandExecutionException answer) {
        return refused(at, answer);
      }
      if (cause instanceof RedisCommandTimeoutException) {
        return timeout(options, failure);
      }
      if (cause instanceof SSLException) {
        String advice = ": check the certificate, the trust store and tls_verify, or use redis://";
        return new BrokerException(
            Kind.UNAVAILABLE, at + " and TLS: " + cause.getMessage() + advice, failure);
      }
    }
    String advice = ": is it running, and is the address right? (" + failure.getMessage() + ")";
    return new BrokerException(Kind.UNAVAILABLE, at + " cannot be reached" + advice, failure);
  }

  /** No answer came in time. */
  static BrokerException timeout(RedisOptions options, @Nullable Throwable cause) {
    String tls = options.server().isSsl() ? ", or does it not speak TLS" : "";
    String message =
        "Redis at %s did not answer within %d ms: is it frozen, overloaded or cut off%s?"
            .formatted(options.address(), options.timeout().toMillis(), tls);
    return new BrokerException(Kind.TIMEOUT, message, cause);
  }

  private static BrokerException refused(String at, RedisCommandExecutionException answer) {
    String text = String.valueOf(answer.getMessage());
    if (text.contains("WRONGPASS")
        || text.contains("NOAUTH")
        || text.contains("invalid password")) {
      String advice = ": put the user and password in the URI, redis://user:password@host";
      return new BrokerException(Kind.REFUSED, at + " says '" + text + "'" + advice, answer);
    }
    if (text.contains("NOPERM")) {
      String advice = ": allow +publish +subscribe +unsubscribe +ping and the prefix's channels";
      return new BrokerException(Kind.REFUSED, at + " says '" + text + "'" + advice, answer);
    }
    if (text.contains("DB index")) {
      String advice = ": use a lower number in the URI's path, or none";
      return new BrokerException(Kind.BAD_CONFIG, at + " says '" + text + "'" + advice, answer);
    }
    boolean later = text.contains("LOADING") || text.contains("max number of clients");
    return new BrokerException(
        later ? Kind.UNAVAILABLE : Kind.FAILED, at + " says '" + text + "'", answer);
  }
}
