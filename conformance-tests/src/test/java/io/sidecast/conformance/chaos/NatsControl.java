package io.sidecast.conformance.chaos;

import io.sidecast.examples.brokers.LocalProgram;
import io.sidecast.examples.brokers.NatsProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The administration of a NATS server by its configuration file, which the server reads again on a
 * signal. Confined to the test thread.
 *
 * @param folder the folder of the file and of the server's process id
 */
record NatsControl(Path folder) implements BrokerControl {

  private static final String CONFIGURATION = "nats.conf";
  private static final String PROCESS_ID = "nats.pid";

  /** Finds the installed server and writes its configuration. */
  static Optional<LocalProgram> find(int port, Path folder) {
    String configuration = folder.resolve(CONFIGURATION).toString();
    String processId = folder.resolve(PROCESS_ID).toString();
    new NatsControl(folder).setPassword("chaos");
    return NatsProgram.find(port, folder, "-c", configuration, "-P", processId)
        .map(NatsControl::withLogin);
  }

  private static LocalProgram withLogin(LocalProgram nats) {
    URI uri = URI.create(nats.uri().toString().replace("://", "://" + LOGIN + "@"));
    return new LocalProgram(uri, nats.command(), nats.environment(), nats.folder(), nats.ready());
  }

  /** Changes the password. NATS closes the connections that logged in with another one. */
  @Override
  public void revokeLogin() {
    setPassword("changed");
    reload();
  }

  @Override
  public void restoreLogin() {
    setPassword("chaos");
    reload();
  }

  private void setPassword(String password) {
    try {
      Files.writeString(
          folder.resolve(CONFIGURATION),
          "authorization { users: [ { user: chaos, password: %s } ] }%n".formatted(password));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot configure NATS", e);
    }
  }

  private void reload() {
    try {
      String process = Files.readString(folder.resolve(PROCESS_ID)).strip();
      AdminProgram.run(new ProcessBuilder(List.of("kill", "-HUP", process)));
    } catch (IOException e) {
      throw new UncheckedIOException("NATS has no process id", e);
    }
  }
}
