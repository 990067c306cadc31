package io.sidecast.examples.hub;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerProcess;
import io.sidecast.conformance.BrokerProgram;
import io.sidecast.conformance.ChildProcessBroker;
import io.sidecast.conformance.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a hub in a separate JVM. Confined to the test thread. */
final class HubFixture implements BrokerFixture {

  private final int port = Ports.free();
  private @Nullable ChildProcessBroker process;

  @Override
  public String name() {
    return "Hub";
  }

  @Override
  public void start(int proxyPort) {
    process = new ChildProcessBroker(program());
  }

  @Override
  public URI uri() {
    return URI.create("hub://127.0.0.1:" + port);
  }

  @Override
  public void stop() {
    if (process != null) {
      process.stop();
    }
  }

  @Override
  public String supportedSetting() {
    return "max_envelope_bytes";
  }

  @Override
  public Optional<BrokerProcess> process() {
    return Optional.ofNullable(process);
  }

  private BrokerProgram program() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = classesOf(HubServer.class).toString();
    var command = List.of(java, "-Xmx256m", "-cp", classes, HubServer.class.getName(), "" + port);
    try {
      Path folder = Files.createDirectories(Path.of("target", "hub-" + port).toAbsolutePath());
      return new BrokerProgram(uri(), command, Map.of(), folder, this::answers);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the folder of the hub", e);
    }
  }

  private static Path classesOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean answers() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
