package io.sidecast.engine;

import java.security.SecureRandom;
import java.util.Base64;

/** Creates session ids: secrets of 120 random bits, in 20 characters of base64url. Thread-safe. */
final class SessionIds {

  private static final int BYTES = 15;

  private final SecureRandom random = new SecureRandom();

  /** Seeds the generator at once, because the first use may wait for the operating system. */
  SessionIds() {
    random.nextBytes(new byte[BYTES]);
  }

  String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
