package io.sidecast.examples;

/** The reason why a demo failed, in words for the terminal. */
public final class DemoFailure extends Exception {

  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }
}
