package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.broker.redis.RedisBrokerProvider;
import io.sidecast.spring.HandshakeAuthenticator;
import io.sidecast.spring.SidecastConnectionDetails;
import io.sidecast.spring.TestClient;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Import;

/** The beans of the auto-configuration, and when they are created. */
class SidecastAutoConfigurationTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withPropertyValues("sidecast.server.port=0", "sidecast.server.host=127.0.0.1")
          .withConfiguration(AutoConfigurations.of(SidecastAutoConfiguration.class));

  @Test
  void serverStartsAndStopsWithTheContext() {
    var stopped = new SocketIoServer[1];
    runner
        .withPropertyValues("sidecast.broker.uri=none")
        .run(
            context -> {
              var server = context.getBean(SocketIoServer.class);
              stopped[0] = server;
              assertThat(server.state()).hasToString("STARTED");
              assertThat(context).doesNotHaveBean(SidecastEmitter.class);
              TestClient.connect(server.port()).close();
            });
    assertThat(stopped[0].state()).hasToString("CLOSED");
  }

  @Test
  void serverOfTheApplicationReplacesOurs() {
    runner
        .withBean(
            "own",
            SocketIoServer.class,
            () -> SocketIoServer.builder().port(0).host("127.0.0.1").broker("none").build())
        .run(
            context -> {
              assertThat(context).hasSingleBean(SocketIoServer.class);
              assertThat(context.getBean("own", SocketIoServer.class).state())
                  .hasToString("STARTED");
            });
  }

  @Test
  void problemsOfTheStartAreExplained() {
    var node = runner.withPropertyValues("sidecast.broker.uri=none");
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(SidecastAutoConfiguration.class))
        .withPropertyValues("sidecast.broker.uri=none", "sidecast.server.shared-port=true")
        .run(
            context ->
                assertExplained(
                    context.getStartupFailure(), "needs an application of WebFlux", "Correct"));
    node.run(
        other ->
            node.withPropertyValues(
                    "sidecast.server.port=" + other.getBean(SocketIoServer.class).port())
                .run(
                    context ->
                        assertExplained(
                            context.getStartupFailure(), "cannot listen on", "Change")));
  }

  private static void assertExplained(Throwable failure, String description, String action) {
    FailureAnalysis analysis = new SidecastStartFailureAnalyzer().analyze(failure);
    assertThat(analysis.getDescription()).contains(description);
    assertThat(analysis.getAction()).startsWith(action);
  }

  @Test
  void bothFormsOfTheBrokerSelectIt() {
    for (String property : new String[] {"sidecast.broker", "sidecast.broker.uri"}) {
      runner
          .withPropertyValues(property + "=unknown://localhost")
          .run(
              context ->
                  assertThat(context.getStartupFailure())
                      .rootCause()
                      .hasMessageContaining("no broker module on the class path opens 'unknown'"));
    }
  }

  @Test
  void bothFormsOfTheBrokerLeaveItsOtherProperties() {
    runner
        .withPropertyValues(
            "sidecast.broker=unknown://localhost", "sidecast.broker.prefix=not a prefix")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("brokerPrefix"));
    runner
        .withPropertyValues("sidecast.broker=unknown://localhost", "sidecast.broker.uri=none")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void twoAuthenticatorsAreAnError() {
    runner
        .withPropertyValues("sidecast.broker=none")
        .withBean("first", HandshakeAuthenticator.class, () -> handshake -> null)
        .withBean("second", HandshakeAuthenticator.class, () -> handshake -> null)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .isInstanceOf(NoUniqueBeanDefinitionException.class));
  }

  @Test
  void sharedPortExcludesAPort() {
    runner
        .withPropertyValues("sidecast.server.shared-port=true", "sidecast.server.port=3001")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("exclude each other"));
  }

  /** The details of Redis exist even if the application sets no property of Redis. */
  @Test
  void redisOfTheApplicationIsTheBroker() {
    runner
        .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
        .withPropertyValues("spring.data.redis.port=1", "sidecast.broker.timeout=5s")
        .run(
            context -> {
              assertThat(context).hasFailed();
              FailureAnalysis analysis =
                  new BrokerFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis.getDescription()).contains("localhost:1");
              assertThat(analysis.getAction()).contains("sidecast.broker.uri");
            });
  }

  @Test
  void propertyBeatsTheBeanAndTheBeanBeatsTheApplication() {
    var withRedis =
        runner
            .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
            .withPropertyValues("spring.data.redis.port=1");
    withRedis
        .withBean(SidecastConnectionDetails.class, () -> () -> "none")
        .run(context -> assertThat(context).hasNotFailed());
    withRedis
        .withBean(SidecastConnectionDetails.class, () -> () -> "unknown://localhost")
        .withPropertyValues("sidecast.broker.uri=none")
        .run(context -> assertThat(context).hasNotFailed());
  }

  /** The configuration of Redis alone, in its place behind that of Spring Boot. */
  @AutoConfiguration(after = DataRedisAutoConfiguration.class)
  @Import(RedisBrokerConfiguration.class)
  static class BrokerOfRedis {}

  @Test
  void redisIsIgnoredWithoutTheModuleOfSidecast() {
    var redis =
        new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
            .withConfiguration(AutoConfigurations.of(BrokerOfRedis.class));
    redis.run(context -> assertThat(context).hasSingleBean(ApplicationBroker.class));
    redis
        .withClassLoader(new FilteredClassLoader(RedisBrokerProvider.class))
        .run(context -> assertThat(context).doesNotHaveBean(ApplicationBroker.class));
  }

  @Test
  void severalBrokersAreAmbiguous() {
    runner
        .withBean("one", ApplicationBroker.class, () -> new ApplicationBroker("spring.one", null))
        .withBean("two", ApplicationBroker.class, () -> new ApplicationBroker("spring.two", null))
        .run(
            context -> {
              FailureAnalysis analysis =
                  new AmbiguousBrokerFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis.getDescription()).endsWith("spring.one, spring.two");
              assertThat(analysis.getAction()).contains("sidecast.broker.uri");
            });
  }

  @Test
  void nothingOfRedisIsNeeded() {
    runner
        .withClassLoader(new FilteredClassLoader(DataRedisConnectionDetails.class))
        .withPropertyValues("sidecast.broker.uri=none")
        .run(context -> assertThat(context).hasNotFailed());
  }
}
