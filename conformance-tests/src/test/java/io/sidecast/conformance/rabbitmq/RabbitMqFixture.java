package io.sidecast.conformance.rabbitmq;

import io.sidecast.conformance.BrokerProgram;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.RealBrokerFixture;
import io.sidecast.examples.brokers.LocalProgram;
import io.sidecast.examples.brokers.RabbitMqProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;

/** A RabbitMQ of one node. Confined to the test thread. */
public final class RabbitMqFixture extends RealBrokerFixture {

  private static final int PORT = 5672;

  private @Nullable GenericContainer<?> container;
  private Optional<LocalProgram> program = Optional.empty();

  @Override
  public String name() {
    return "RabbitMQ";
  }

  @Override
  public Optional<URI> withLogin(URI broker, String login) {
    return Optional.of(URI.create(broker.toString().replace("://", "://" + login + "@")));
  }

  @Override
  public String supportedSetting() {
    return "max_envelope_bytes";
  }

  @Override
  protected String advice() {
    return "apt-get install rabbitmq-server (bin/test does that)";
  }

  @Override
  protected Optional<GenericContainer<?>> container() {
    container = new GenericContainer<>("rabbitmq:3").withExposedPorts(PORT);
    return Optional.of(container);
  }

  @Override
  protected URI uriOf(String host, int port) {
    return URI.create("amqp://" + host + ":" + port);
  }

  @Override
  protected Optional<BrokerProgram> program(Path folder, int proxyPort) {
    program = RabbitMqProgram.find(Ports.free(), folder);
    return program.map(LocalPrograms::forKit);
  }

  /**
   * Runs rabbitmqctl. For a RabbitMQ given by its URI, the rabbitmqctl on PATH must control the
   * same broker.
   *
   * @param arguments the command of rabbitmqctl
   * @return the lines of its output, without a heading
   */
  List<String> rabbitmqctl(String... arguments) {
    var quietly = new ArrayList<>(List.of("--silent"));
    quietly.addAll(List.of(arguments));
    try {
      return (container == null ? run(quietly) : runInside(container, quietly)).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run rabbitmqctl", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String run(List<String> arguments) throws IOException, InterruptedException {
    ProcessBuilder builder =
        program
            .map(broker -> RabbitMqProgram.rabbitmqctl(broker, arguments))
            .orElseGet(() -> new ProcessBuilder(onPath(arguments)));
    Process process = builder.redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return checked(process.waitFor(), output);
  }

  private static String runInside(GenericContainer<?> container, List<String> arguments)
      throws IOException, InterruptedException {
    var result = container.execInContainer(onPath(arguments).toArray(String[]::new));
    return checked(result.getExitCode(), result.getStdout() + result.getStderr());
  }

  private static List<String> onPath(List<String> arguments) {
    var command = new ArrayList<>(List.of("rabbitmqctl"));
    command.addAll(arguments);
    return command;
  }

  private static String checked(int status, String output) {
    if (status != 0) {
      throw new IllegalStateException("rabbitmqctl exited with " + status + ":\n" + output);
    }
    return output;
  }
}
