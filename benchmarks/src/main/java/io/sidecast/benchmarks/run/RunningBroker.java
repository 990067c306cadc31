package io.sidecast.benchmarks.run;

import io.sidecast.examples.ChildProcess;
import io.sidecast.examples.brokers.BrokerProgram;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A broker that answers. One thread. */
final class RunningBroker implements AutoCloseable {

  private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_AGAIN_MILLIS = 20;

  private final URI uri;
  private final ChildProcess process;

  private RunningBroker(URI uri, ChildProcess process) {
    this.uri = uri;
    this.process = process;
  }

  static RunningBroker start(String name, BrokerProgram program) throws IOException {
    var builder = new ProcessBuilder(program.command()).directory(program.folder().toFile());
    builder.environment().putAll(program.environment());
    ChildProcess process = ChildProcess.start(name, builder, line -> {});
    long deadline = System.nanoTime() + READY_NANOS;
    while (!program.ready().getAsBoolean()) {
      if (endsSoon(process) || System.nanoTime() > deadline) {
        process.close();
        throw new IOException(process + " does not answer:\n" + process.tail());
      }
    }
    return new RunningBroker(program.uri(), process);
  }

  URI uri() {
    return uri;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }

  /** Whether it ends before it is time to look again. */
  private static boolean endsSoon(ChildProcess process) throws IOException {
    try {
      process.ended().copy().get(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
