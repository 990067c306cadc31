package io.sidecast.examples;

/** Why the demo did not show what it promises, in words for the terminal. */
final class DemoFailure extends Exception {

  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }
}
