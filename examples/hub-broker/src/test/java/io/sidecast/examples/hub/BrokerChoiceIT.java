package io.sidecast.examples.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServerBuilder;
import io.sidecast.broker.redis.RedisBrokerProvider;
import io.sidecast.conformance.Ports;
import io.sidecast.examples.ChildProcess;
import io.sidecast.examples.ClassPath;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the choice of a broker by a server with two broker modules on its class path. */
class BrokerChoiceIT {

  private static final String STARTED = "STARTED UP";

  @Test
  void withoutAUriTheStartFailsAndNamesBoth() throws Exception {
    String output = run(null);
    assertThat(output)
        .doesNotContain(STARTED)
        .contains("several brokers are on the class path")
        .contains(HubBrokerProvider.class.getName() + " for [hub]")
        .contains(RedisBrokerProvider.class.getName() + " for [redis, ")
        .contains(SocketIoServerBuilder.BROKER_VARIABLE);
  }

  @Test
  void theVariableChooses() throws Exception {
    var hub = new HubFixture();
    hub.start(Ports.free());
    try {
      assertThat(run(hub.uri().toString())).contains(STARTED);
    } finally {
      hub.stop();
    }
  }

  /** No server listens on the port, so that the failure names the broker that was chosen. */
  @ParameterizedTest
  @CsvSource({"hub, the hub at", "redis, Redis at"})
  void eachModuleIsChosenByItsScheme(String scheme, String asked) throws Exception {
    String address = "127.0.0.1:" + Ports.free();
    assertThat(run(scheme + "://" + address))
        .doesNotContain(STARTED)
        .contains(asked + " " + address);
  }

  /** Runs the server on this class path to its end, and returns its output. */
  private static String run(@Nullable String broker) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var program = new ProcessBuilder(java, ChosenServer.class.getName());
    program.environment().put("CLASSPATH", ClassPath.ofThisJvm());
    program.environment().remove(SocketIoServerBuilder.BROKER_VARIABLE);
    if (broker != null) {
      program.environment().put(SocketIoServerBuilder.BROKER_VARIABLE, broker);
    }
    List<String> lines = new CopyOnWriteArrayList<>();
    try (ChildProcess server = ChildProcess.start("server", program, lines::add)) {
      server.ended().get(60, TimeUnit.SECONDS);
    }
    return String.join("\n", lines);
  }
}
