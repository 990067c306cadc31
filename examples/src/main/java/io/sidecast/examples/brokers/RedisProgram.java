package io.sidecast.examples.brokers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/** A Redis server without persistence. */
public final class RedisProgram {

  private RedisProgram() {}

  /**
   * Finds the installed Redis.
   *
   * @param port the port that it will listen on
   * @param folder an empty folder
   * @return the program, empty if none is installed
   */
  public static Optional<LocalProgram> find(int port, Path folder) {
    return LocalProgram.find("redis-server").map(program -> of(program, port, folder));
  }

  /**
   * Unpacks the Redis of a jar.
   *
   * @param port the port that it will listen on
   * @param folder an empty folder, into which the program is unpacked
   * @return the program, empty if the jar has none for this kind of machine
   */
  public static Optional<LocalProgram> embedded(int port, Path folder) {
    try {
      Path program = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
      return Optional.of(of(program.toAbsolutePath(), port, folder));
    } catch (IOException | RuntimeException notForThisMachine) {
      return Optional.empty();
    }
  }

  /**
   * Creates the program of a given Redis.
   *
   * @param program its executable file
   * @param port the port that it will listen on
   * @param folder an empty folder
   * @return the program
   */
  public static LocalProgram of(Path program, int port, Path folder) {
    var command =
        List.of(
            program.toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            folder.toString());
    URI uri = URI.create("redis://127.0.0.1:" + port);
    return new LocalProgram(uri, command, Map.of(), folder, () -> answers(port));
  }

  private static boolean answers(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException notYet) {
      return false;
    }
  }
}
