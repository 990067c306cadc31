package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.sidecast.SocketIoServer;
import io.sidecast.broker.BrokerConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Starts that fail, with a secret in each place of the broker's URI and its properties, over every
 * provider of the class path. No message, cause, log line or description has the secret. Confined
 * to the test thread.
 */
@Timeout(120)
class SecretsTest {

  private static final String SECRET = "s3cr3t-Xyzzy";
  private static final String ENCODED = "s3cr3t%2DXyzzy";

  private final Queue<String> texts = new ConcurrentLinkedQueue<>();
  private final Logger root =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  private final AppenderBase<ILoggingEvent> recorder =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          texts.add(event.getFormattedMessage());
          IThrowableProxy cause = event.getThrowableProxy();
          for (int depth = 0; cause != null && depth < 20; depth++) {
            texts.add(String.valueOf(cause.getMessage()));
            cause = cause.getCause();
          }
        }
      };

  @BeforeEach
  void record() {
    recorder.setContext(root.getLoggerContext());
    recorder.start();
    root.addAppender(recorder);
  }

  @AfterEach
  void stop() {
    root.detachAppender(recorder);
  }

  static Stream<Arguments> uris() {
    String dead = "127.0.0.1:" + Ports.free();
    List<Arguments> uris = new ArrayList<>();
    for (String scheme : List.of("redis", "amqp", "kafka", "nats", "memory")) {
      for (String secret : List.of(SECRET, ENCODED)) {
        for (String form :
            List.of(
                "%s://joe:%s@" + dead,
                "%s://%s@" + dead,
                "%s://joe:12?%s@" + dead,
                "%s://joe:12/%s@" + dead,
                "%s://joe:12#%s@" + dead,
                "%s://joe:%s",
                "%s://" + dead + "?%s",
                "%s://" + dead + "?password=%s",
                "%s://" + dead + "?token=%s",
                "%s://" + dead + "?sasl.jaas.config=%s",
                "%s://" + dead + "?command_timeout=%s",
                "%s://" + dead + "?max_envelope_bytes=%s",
                "%s://" + dead + "?tls_verify=%s",
                "%s://" + dead + "?tls_ca=%s",
                "%s://" + dead + "?compression=%s",
                "%s:%s@" + dead)) {
          uris.add(Arguments.of(form.formatted(scheme, secret)));
        }
      }
    }
    return uris.stream();
  }

  @ParameterizedTest
  @MethodSource("uris")
  void noTextOfAFailedStartHasTheSecretOfItsUri(String uri) {
    start(uri, Map.of());
    assertThat(texts).noneMatch(SecretsTest::isTelltale);
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void noTextHasTheSecretOfAProperty(String scheme) {
    for (String key : List.of("password", "sentinel_password", "sasl", "ping_interval", SECRET)) {
      start(scheme + "://joe:pw@127.0.0.1:" + Ports.free(), Map.of(key, SECRET));
    }
    assertThat(texts).noneMatch(SecretsTest::isTelltale);
  }

  static Stream<String> schemes() {
    return Stream.of("redis", "amqp", "kafka", "nats", "memory");
  }

  @Test
  void aConfigurationDescribesItselfWithoutSecrets() {
    var config =
        new BrokerConfig(
            URI.create("redis://joe:" + SECRET + "@h:1,i:2/3?password=" + SECRET),
            "app",
            Duration.ofSeconds(5),
            Map.of("sentinel_password", SECRET));
    assertThat(config)
        .hasToString(
            "BrokerConfig[uri=redis://h:1,i:2, prefix=app, timeout=PT5S, properties=[sentinel_password]]");
  }

  @Test
  void theStartSaysWhichBrokerItUsesAndFromWhere() {
    start("redis://joe:" + SECRET + "@127.0.0.1:" + Ports.free(), Map.of());
    assertThat(texts)
        .filteredOn(text -> text.contains("starts: broker redis://127.0.0.1:"))
        .hasSize(1)
        .allMatch(text -> text.endsWith("chosen by the code"));
    texts.clear();
    start("none", Map.of());
    assertThat(texts)
        .filteredOn(text -> text.endsWith("starts: broker none, chosen by the code"))
        .hasSize(1);
  }

  private void start(String uri, Map<String, String> properties) {
    var builder =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker(uri)
            .brokerTimeout(Duration.ofMillis(300));
    properties.forEach(builder::brokerProperty);
    root.setLevel(Level.INFO);
    try (SocketIoServer server = builder.build()) {
      server.start();
    } catch (RuntimeException failure) {
      var trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      texts.add(trace.toString());
    }
  }

  /** The part of the secret is found that a parser leaves of it, too. */
  private static boolean isTelltale(String text) {
    return text.contains("Xyzzy") || text.contains("s3cr3t");
  }
}
