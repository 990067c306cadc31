package io.sidecast.broker;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A named channel. A broker maps a kind to its own thing: a channel, a subject, a routing key, a
 * partition.
 *
 * @param kind who listens there
 * @param name 1 to 64 characters of {@code [A-Za-z0-9_-]}; upper and lower case differ
 */
public record Channel(Kind kind, String name) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Who listens on a channel. */
  public enum Kind {
    /** Every node. */
    BROADCAST,
    /** One node; the name is its id. */
    NODE,
    /** The nodes with members in a bucket of rooms; the name is the bucket. */
    ROOM;

    private final String word = name().toLowerCase(Locale.ROOT);
  }

  /** Checks the name. */
  public Channel {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "channel name must be 1 to 64 characters of [A-Za-z0-9_-]: " + name);
    }
  }

  /**
   * Kind and name in one word, for example {@code room.17}.
   *
   * @param separator what stands between them, no character that a name can have
   * @return a word that no other channel has
   */
  public String word(char separator) {
    return kind.word + separator + name;
  }
}
