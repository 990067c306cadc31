package io.sidecast.examples.hub;

import io.sidecast.conformance.BrokerProgram;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.RealBrokerFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fixture of a message broker that people install, as docs/writing-a-broker.md shows it. The
 * build compiles it only. Confined to the test thread.
 */
final class MosquittoFixture extends RealBrokerFixture {

  @Override
  public String name() {
    return "Mosquitto";
  }

  @Override
  public String supportedSetting() {
    return "max_envelope_bytes";
  }

  @Override
  protected String advice() {
    return "apt-get install mosquitto";
  }

  @Override
  protected URI uriOf(String host, int port) {
    return URI.create("mqtt://" + host + ":" + port);
  }

  @Override
  protected Optional<BrokerProgram> program(Path folder, int proxyPort) {
    int port = Ports.free();
    return BrokerProgram.find("mosquitto")
        .map(
            program -> {
              var command = List.of(program.toString(), "-p", Integer.toString(port));
              URI uri = uriOf("127.0.0.1", port);
              return new BrokerProgram(uri, command, Map.of(), folder, () -> answers(port));
            });
  }

  private static boolean answers(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
