package io.sidecast.conformance;

/**
 * The process of a broker, which the suite stops, kills, restarts and freezes. Confined to the test
 * thread.
 */
public interface BrokerProcess {

  /** Stops the process. No server listens when this method returns. Idempotent. */
  void stop();

  /**
   * Kills the process without a shutdown. No server listens when this method returns. Idempotent.
   */
  void kill();

  /**
   * Starts the process again at the same address and returns when it answers. Does nothing if the
   * process runs.
   */
  void start();

  /** Freezes the process: connections stay open and no answers arrive. */
  void pause();

  /** Ends a freeze. Does nothing if the process is not frozen. */
  void resume();
}
