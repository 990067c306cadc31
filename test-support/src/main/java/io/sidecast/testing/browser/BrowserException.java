package io.sidecast.testing.browser;

import java.io.Serial;

/**
 * The browser could not be started, has ended, or refused a command. The message has the reason.
 */
public final class BrowserException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  BrowserException(String message) {
    super(message);
  }

  BrowserException(String message, Throwable cause) {
    super(message, cause);
  }
}
