package io.sidecast.broker.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Converts errors of Lettuce to {@link BrokerException}s with advice. Thread-safe. */
final class RedisErrors {

  private record Answer(String text, Kind kind, String advice) {}

  private static final List<Answer> ANSWERS =
      List.of(
          new Answer(
              "WRONGPASS|NOAUTH|invalid password",
              Kind.REFUSED,
              ": put the user and password in the URI, redis://user:password@host, and those of"
                  + " sentinels in sentinel_user and sentinel_password"),
          new Answer("NOPERM", Kind.REFUSED, ": allow what docs/brokers/redis.md lists"),
          new Answer(
              "DB index", Kind.BAD_CONFIG, ": use a lower number in the URI's path, or none"),
          new Answer(
              "cluster support", Kind.BAD_CONFIG, ": use redis://, or set cluster-enabled yes"),
          new Answer(
              "^(MOVED|CLUSTERDOWN|LOADING|NOSCRIPT)|max number of clients", Kind.UNAVAILABLE, ""),
          new Answer("", Kind.FAILED, ""));

  private RedisErrors() {}

  /** Converts a failure; returns a {@link BrokerException} unchanged. */
  static BrokerException of(Throwable failure, RedisOptions options) {
    String at = "Redis at " + options.address();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (cause instanceof BrokerException known) {
        return known;
      }
      if (cause instanceof RedisCommandExecutionException) {
        return answered(at, text, failure);
      }
      if (cause instanceof RedisCommandTimeoutException || cause instanceof TimeoutException) {
        return BrokerException.timeout(at, options.timeout(), failure);
      }
      if (cause instanceof SSLException) {
        String advice = " and TLS: " + text + ": check the certificate, tls_ca and tls_verify";
        return new BrokerException(Kind.UNAVAILABLE, at + advice, failure);
      }
    }
    return BrokerException.unreachable(at, failure);
  }

  private static BrokerException answered(String at, String text, Throwable failure) {
    Answer answer =
        ANSWERS.stream()
            .filter(each -> Pattern.compile(each.text).matcher(text).find())
            .findFirst()
            .orElseThrow();
    return new BrokerException(
        answer.kind, at + " reports '" + text + "'" + answer.advice, failure);
  }
}
