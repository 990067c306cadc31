package io.sidecast.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys with which the nodes of a cluster sign the envelopes that they send through the broker.
 * The first key signs, and all keys verify. A node with keys drops every envelope that is not
 * signed with one of them, and every copy of an envelope that has arrived before.
 *
 * <p>A cluster replaces its key in three steps. Each step restarts the nodes one after another, and
 * no message is lost:
 *
 * <ol>
 *   <li>all nodes get the keys {@code of(old, fresh)};
 *   <li>all nodes get the keys {@code of(fresh, old)};
 *   <li>all nodes get the keys {@code of(fresh)}.
 * </ol>
 *
 * <p>A running cluster without keys gets its first key in two steps: all nodes get the keys {@code
 * of(key).acceptingUnsigned()}, and then all nodes get the keys {@code of(key)}. Immutable.
 *
 * @since 0.1.0
 */
public final class EnvelopeKeys {

  /** The minimum length of a key in bytes. */
  public static final int MIN_KEY_BYTES = 32;

  /** The default of {@link #withReplayWindow}. */
  public static final Duration DEFAULT_REPLAY_WINDOW = Duration.ofMinutes(5);

  /** No keys: envelopes are not signed, and not verified. */
  public static final EnvelopeKeys NONE = new EnvelopeKeys(List.of(), DEFAULT_REPLAY_WINDOW, false);

  private static final String ALGORITHM = "HmacSHA256";
  private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
  private static final Duration LONGEST_WINDOW = Duration.ofDays(365);

  private final List<SecretKey> keys;
  private final Duration replayWindow;
  private final boolean acceptsUnsigned;

  private EnvelopeKeys(List<SecretKey> keys, Duration replayWindow, boolean acceptsUnsigned) {
    this.keys = keys;
    this.replayWindow = replayWindow;
    this.acceptsUnsigned = acceptsUnsigned;
  }

  /**
   * Creates keys from random bytes, for example from {@code openssl rand 32}.
   *
   * @param signing the key that signs and verifies, of at least 32 bytes
   * @param verifying the keys that only verify, of at least 32 bytes each
   * @return the keys
   * @throws IllegalArgumentException if a key is shorter, or is given twice
   */
  public static EnvelopeKeys of(byte[] signing, byte[]... verifying) {
    var keys = new ArrayList<SecretKey>();
    keys.add(key(signing));
    for (byte[] key : verifying) {
      keys.add(key(key));
    }
    return distinct(keys);
  }

  /**
   * Reads keys from a text, for example from an environment variable.
   *
   * @param text the keys in base64, separated by commas; the first one signs
   * @return the keys
   * @throws IllegalArgumentException if a key is empty, is not in base64, has less than 32 bytes,
   *     or is given twice; the message does not contain the key
   */
  public static EnvelopeKeys parse(String text) {
    String[] parts = text.split(",", -1);
    var keys = new ArrayList<SecretKey>();
    for (int i = 0; i < parts.length; i++) {
      keys.add(key(decoded(parts[i].strip(), i + 1)));
    }
    return distinct(keys);
  }

  /** Creates keys with the defaults. The same key twice is a mistake of a replacement. */
  private static EnvelopeKeys distinct(List<SecretKey> keys) {
    for (int i = 0; i < keys.size(); i++) {
      int first = keys.indexOf(keys.get(i));
      if (first < i) {
        throw new IllegalArgumentException(
            "envelope keys must differ: numbers %d and %d are the same"
                .formatted(first + 1, i + 1));
      }
    }
    return new EnvelopeKeys(List.copyOf(keys), DEFAULT_REPLAY_WINDOW, false);
  }

  /** Decodes a key. The exception has no cause, because its message would contain characters. */
  private static byte[] decoded(String base64, int number) {
    if (base64.isEmpty()) {
      throw new IllegalArgumentException(
          "envelope keys must be in base64, separated by commas: number %d is empty"
              .formatted(number));
    }
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "envelope keys must be in base64, separated by commas: number %d is not"
              .formatted(number));
    }
  }

  private static SecretKey key(byte[] bytes) {
    if (bytes.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "an envelope key must have at least %d bytes, not %d: create one with openssl rand -base64 %d"
              .formatted(MIN_KEY_BYTES, bytes.length, MIN_KEY_BYTES));
    }
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * Copies these keys with another replay window; default 5 minutes. An envelope is refused if its
   * time differs from the time of the receiver by more than the window. So the window must exceed
   * the difference of the clocks of the nodes, and the time for which the broker may store an
   * envelope: the longest outage after which a broker with a log still delivers. A node stores the
   * time of the last envelope of each sender and channel for as long as the window.
   *
   * @param window at least a second, at most 365 days; the same on all nodes
   * @return a changed copy
   * @throws IllegalArgumentException if the window is out of range
   */
  public EnvelopeKeys withReplayWindow(Duration window) {
    if (window.compareTo(SHORTEST_WINDOW) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException(
          "replayWindow must be %s to %s, not %s"
              .formatted(SHORTEST_WINDOW, LONGEST_WINDOW, window));
    }
    return new EnvelopeKeys(keys, window, acceptsUnsigned);
  }

  /**
   * Copies these keys for a cluster that gets its first key: the node signs its envelopes, and
   * accepts those without a signature too. They are not protected meanwhile.
   *
   * @return a changed copy
   */
  public EnvelopeKeys acceptingUnsigned() {
    return new EnvelopeKeys(keys, replayWindow, true);
  }

  /**
   * Returns whether there is no key.
   *
   * @return true if envelopes are not signed
   */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /**
   * Returns the keys.
   *
   * @return an immutable list, which begins with the key that signs
   */
  public List<SecretKey> keys() {
    return keys;
  }

  /**
   * Returns the replay window.
   *
   * @return a duration of at least a second
   */
  public Duration replayWindow() {
    return replayWindow;
  }

  /**
   * Returns whether envelopes without a signature are accepted.
   *
   * @return true during the introduction of the first key
   */
  public boolean acceptsUnsigned() {
    return acceptsUnsigned;
  }

  /** Returns the number of keys, without their bytes. */
  @Override
  public String toString() {
    return keys.size() + " envelope keys";
  }
}
