package io.sidecast.benchmarks.load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Connections without traffic. The first connections warm the server up and do not count; the
 * measurement is the growth of its memory by the later ones. Each counted connection is an
 * operation.
 */
final class IdleWork extends Work {

  private static final int FIRST = 1_000;
  private static final int COLLECT_SECONDS = 20;

  IdleWork(Stage stage) {
    super(stage);
  }

  @Override
  void start() {
    open(FIRST, () -> afterCollecting(this::grow));
  }

  private void grow() {
    meter.open();
    long due = System.nanoTime();
    open(
        request.clients(),
        () -> {
          for (int i = 0; i < request.clients(); i++) {
            meter.done(due);
          }
          afterCollecting(meter::end);
        });
  }

  private void open(int count, Runnable then) {
    clients.open(
        request.ports().receiver(), count, new Clients.Opened(this, ready -> settled(then)));
  }

  /** Waits until the server has finished its work for the last clients. */
  private void settled(Runnable then) {
    long nanos = (long) (request.pace().seconds() * 1e9);
    clients.loop().schedule(then, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Makes the servers collect garbage and then continues. The commands run on another thread,
   * because the event loop must answer pings meanwhile.
   */
  private void afterCollecting(Runnable then) {
    var thread =
        new Thread(
            () -> {
              try {
                for (List<String> command : request.collect()) {
                  collect(command);
                }
                settled(then);
              } catch (IOException | IllegalStateException failure) {
                meter.fail(failure);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "collect");
    thread.setDaemon(true);
    thread.start();
  }

  private static void collect(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(COLLECT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(command + " did not end in time");
    }
  }
}
