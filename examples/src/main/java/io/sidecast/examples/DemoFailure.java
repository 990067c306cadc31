package io.sidecast.examples;

/** The reason why a demo failed, in words for the terminal. */
public final class DemoFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Creates a failure.
   *
   * @param message the reason and the remedy
   */
  public DemoFailure(String message) {
    super(message);
  }
}
