package io.sidecast.conformance;

/**
 * The test thread only. A broker's process that can be stopped, killed, started again and frozen.
 */
public interface BrokerProcess {

  /** Ends the process; nothing listens when this returns. Idempotent. */
  void stop();

  /** Kills the process without a warning; nothing listens when this returns. Idempotent. */
  void kill();

  /** Starts it again where it was, and returns when it answers. Does nothing if it runs. */
  void start();

  /** Freezes the process: connections stay open and nothing answers. */
  void pause();

  /** Ends a freeze. Does nothing if there is none. */
  void resume();
}
