package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.sidecast.LifecycleState;
import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.examples.RunningBroker;
import io.sidecast.examples.brokers.FreePort;
import io.sidecast.examples.brokers.RedisProgram;
import io.sidecast.socket.Socket;
import io.sidecast.spring.OnEvent;
import io.sidecast.spring.TestClient;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Two applications over a real Redis, which they know from the properties of Spring Boot. */
class TwoApplicationsTest {

  private static RunningBroker redis;

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withPropertyValues(
              "sidecast.server.port=0",
              "sidecast.server.host=127.0.0.1",
              "spring.data.redis.port=" + redis.uri().getPort())
          .withConfiguration(
              AutoConfigurations.of(
                  DataRedisAutoConfiguration.class,
                  SidecastAutoConfiguration.class,
                  SidecastHealthAutoConfiguration.class));

  static final class Messages {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch proceed = new CountDownLatch(1);

    @OnEvent("send")
    void send(Socket socket, String sid, String text) {
      socket.to(sid).emit("message", text);
    }

    @OnEvent("slow")
    String slow() throws InterruptedException {
      entered.countDown();
      proceed.await(60, TimeUnit.SECONDS);
      return "handled";
    }
  }

  @BeforeAll
  static void startRedis(@TempDir Path folder) throws Exception {
    redis = RunningBroker.start("redis", RedisProgram.find(FreePort.find(), folder).orElseThrow());
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  private static int port(ApplicationContext context) {
    return context.getBean(SocketIoServer.class).port();
  }

  @Test
  void emitToASidReachesTheOtherApplication() {
    var node = runner.withBean(Messages.class);
    node.run(
        one ->
            node.run(
                two -> {
                  try (var a = TestClient.connect(port(one));
                      var b = TestClient.connect(port(two))) {
                    b.emit("send", a.id(), "拜托了,另一个我");
                    assertThat(a.next()).isEqualTo("[message, 拜托了,另一个我]");
                  }
                }));
  }

  @Test
  void emitterReachesTheClientsOfAnotherApplication() {
    runner.run(
        node ->
            runner
                .withPropertyValues("sidecast.server.enabled=false")
                .run(
                    process -> {
                      assertThat(process).doesNotHaveBean(SocketIoServer.class);
                      var health =
                          process.getBean("sidecastHealthIndicator", HealthIndicator.class);
                      assertThat(health.health().getDetails()).containsEntry("nodes", 1);
                      try (var client = TestClient.connect(port(node))) {
                        process
                            .getBean(SidecastEmitter.class)
                            .to(client.id())
                            .emit("news", "from afar");
                        assertThat(client.next()).isEqualTo("[news, from afar]");
                      }
                    }));
  }

  /** Writes and reads the field of the trace, as a tracer does. */
  private static final class Recorder implements ObservationHandler<Observation.Context> {
    static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    final BlockingQueue<String> parents = new LinkedBlockingQueue<>();

    static ObservationRegistry registry(Recorder recorder) {
      ObservationRegistry registry = ObservationRegistry.create();
      registry.observationConfig().observationHandler(recorder);
      return registry;
    }

    @Override
    public void onStart(Observation.Context context) {
      if (context instanceof SenderContext<?> sender) {
        write(sender);
      } else if (context instanceof ReceiverContext<?> receiver) {
        parents.add(receiver.getName() + " " + read(receiver));
      }
    }

    private static <C> void write(SenderContext<C> context) {
      context.getSetter().set(context.getCarrier(), "traceparent", PARENT);
    }

    private static <C> String read(ReceiverContext<C> context) {
      return context.getGetter().get(context.getCarrier(), "traceparent");
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }

  /** The emitter of one application, and the server of another. */
  @Test
  void tracesCrossTheBrokerIfWanted() {
    var recorder = new Recorder();
    var traced =
        runner
            .withConfiguration(AutoConfigurations.of(SidecastMetricsAutoConfiguration.class))
            .withBean(ObservationRegistry.class, () -> Recorder.registry(recorder))
            .withPropertyValues("sidecast.cluster.tracing=true");
    traced.run(
        node ->
            traced
                .withPropertyValues("sidecast.server.enabled=false")
                .run(
                    process -> {
                      assertThat(node).hasNotFailed();
                      process.getBean(SidecastEmitter.class).emit("news", "from afar");
                      assertThat(recorder.parents.poll(20, TimeUnit.SECONDS))
                          .isEqualTo("sidecast.cluster.receive " + Recorder.PARENT);
                    }));
  }

  @Test
  void stopOfTheContextWaitsForTheHandlersOfClients() throws Exception {
    var stop = Executors.newSingleThreadExecutor();
    try {
      runner
          .withBean(Messages.class)
          .run(
              context -> {
                var messages = context.getBean(Messages.class);
                var server = context.getBean(SocketIoServer.class);
                try (var client = TestClient.connect(server.port())) {
                  client.emit("slow");
                  assertThat(messages.entered.await(20, TimeUnit.SECONDS)).isTrue();
                  var closing = stop.submit(() -> context.getSourceApplicationContext().close());
                  await().until(() -> server.state() == LifecycleState.CLOSING);
                  assertThat(closing.isDone()).isFalse();
                  messages.proceed.countDown();
                  closing.get(60, TimeUnit.SECONDS);
                  assertThat(server.state()).hasToString("CLOSED");
                }
              });
    } finally {
      stop.shutdown();
    }
  }
}
