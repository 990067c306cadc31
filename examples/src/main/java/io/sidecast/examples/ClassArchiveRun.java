package io.sidecast.examples;

import io.sidecast.broker.BrokerProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/**
 * A run that loads the classes of a node, for a {@link ClassArchive}. It starts a node without a
 * broker, and a node over each broker of the class path at a port where no broker listens.
 */
final class ClassArchiveRun {

  private static final int MAX_SECONDS = 10;

  private ClassArchiveRun() {}

  public static void main(String[] args) throws InterruptedException {
    Terminal.log();
    List<String> brokers = new ArrayList<>(List.of("none"));
    for (BrokerProvider provider : ServiceLoader.load(BrokerProvider.class)) {
      brokers.add(provider.schemes().iterator().next() + "://127.0.0.1:1");
    }
    ExecutorService nodes = Executors.newCachedThreadPool();
    for (String broker : brokers) {
      nodes.execute(() -> start(broker));
    }
    nodes.shutdown();
    // A client that still repeats its attempts has loaded its classes, too.
    nodes.awaitTermination(MAX_SECONDS, TimeUnit.SECONDS);
    System.exit(0);
  }

  private static void start(String broker) {
    new CommandLine(new NodeMain())
        .execute("--port=0", "--host=127.0.0.1", "--until-input-ends", "--broker=" + broker);
  }
}
