package io.sidecast.broker;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A named channel. A broker maps it to a concept of its message broker: a channel, a subject, a
 * routing key, or a partition. Immutable.
 *
 * @param kind the kind, which determines the subscribers
 * @param name the name, 1 to 64 characters of {@code [A-Za-z0-9_-]}, case-sensitive
 * @since 0.1.0
 */
public record Channel(Kind kind, String name) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** The subscribers of a channel. */
  public enum Kind {
    /** Every node. */
    BROADCAST,
    /** One node; the name of the channel is the id of the node. */
    NODE,
    /** The nodes with members in a room bucket; the name of the channel is the bucket's number. */
    ROOM;

    private final String word = name().toLowerCase(Locale.ROOT);
  }

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the name is malformed
   */
  public Channel {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "channel name must be 1 to 64 characters of [A-Za-z0-9_-]: " + name);
    }
  }

  /**
   * Returns the kind in lower case and the name as one word, for example {@code room.17}.
   *
   * @param separator the character between the two, none that a name may contain
   * @return a word that is unique to this channel
   */
  public String word(char separator) {
    return kind.word + separator + name;
  }
}
