package io.sidecast.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process and its descendants: a script that runs a server is not the server. The processes are
 * signalled by their ids, never by name. Confined to the test thread.
 */
final class ProcessTree {

  private static final int SECONDS = 10;

  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** Pauses all processes until {@link #resume}, with SIGSTOP. */
  void pause() {
    signal("STOP");
  }

  /** Continues all processes, with SIGCONT. */
  void resume() {
    signal("CONT");
  }

  /** Kills all processes, with SIGKILL. Returns when all have ended. */
  void kill() {
    List<ProcessHandle> all = alive();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle each : all) {
      each.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }
  }

  private List<ProcessHandle> alive() {
    return Stream.concat(Stream.of(root), root.descendants())
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  private void signal(String name) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    alive().forEach(process -> command.add(Long.toString(process.pid())));
    if (command.size() == 2) {
      return;
    }
    try {
      int status = new ProcessBuilder(command).start().waitFor();
      if (status != 0 && root.isAlive()) {
        throw new IllegalStateException(command + " failed with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot signal " + root.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
