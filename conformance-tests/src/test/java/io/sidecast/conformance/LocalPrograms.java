package io.sidecast.conformance;

import io.sidecast.examples.brokers.LocalProgram;

/** The message brokers of the examples, as programs of the kit. Thread-safe. */
public final class LocalPrograms {

  private LocalPrograms() {}

  /** Returns the same program for {@link ChildProcessBroker}. */
  public static BrokerProgram forKit(LocalProgram local) {
    return new BrokerProgram(
        local.uri(), local.command(), local.environment(), local.folder(), local.ready());
  }
}
