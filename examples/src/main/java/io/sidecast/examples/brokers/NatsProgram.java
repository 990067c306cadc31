package io.sidecast.examples.brokers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A NATS server without JetStream: it stores nothing. */
public final class NatsProgram {

  private NatsProgram() {}

  /**
   * Finds the installed NATS server.
   *
   * @param port the port that it will listen on
   * @param folder an empty folder
   * @param more further arguments, for example {@code -m} and a port for monitoring
   * @return the program, empty if none is installed
   */
  public static Optional<LocalProgram> find(int port, Path folder, String... more) {
    return LocalProgram.find("nats-server").map(program -> of(program, port, folder, more));
  }

  private static LocalProgram of(Path program, int port, Path folder, String... more) {
    var command =
        new ArrayList<>(
            List.of(program.toString(), "-a", "127.0.0.1", "-p", Integer.toString(port)));
    command.addAll(List.of(more));
    URI uri = URI.create("nats://127.0.0.1:" + port);
    return new LocalProgram(uri, command, Map.of(), folder, () -> answers(port));
  }

  /** Returns whether the server answers. It sends INFO first, before any login or TLS. */
  private static boolean answers(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      return socket.getInputStream().read() == 'I';
    } catch (IOException notYet) {
      return false;
    }
  }
}
