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

  /** Sends a signal. A process that ends meanwhile makes {@code kill} fail, after the others. */
  private void signal(String name) {
    List<ProcessHandle> all = alive();
    if (all.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    all.forEach(process -> command.add(Long.toString(process.pid())));
    try {
      int status = new ProcessBuilder(command).start().waitFor();
      if (status != 0 && all.stream().allMatch(ProcessHandle::isAlive)) {
        throw new IllegalStateException(command + " failed with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot signal " + root.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
