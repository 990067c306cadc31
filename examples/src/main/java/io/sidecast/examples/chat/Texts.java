package io.sidecast.examples.chat;

import org.jspecify.annotations.Nullable;

/** The rule for names and texts of users. */
final class Texts {

  private Texts() {}

  /**
   * Returns a text without blanks around it.
   *
   * @param what the text in messages, for example {@code a name}
   * @param max the maximum number of characters
   * @throws IllegalArgumentException if the text is empty, too long, or has control characters
   *     other than line breaks
   */
  static String require(String what, @Nullable String text, int max) {
    String stripped = text == null ? "" : text.strip();
    int length = stripped.codePointCount(0, stripped.length());
    if (length == 0 || length > max) {
      throw new IllegalArgumentException(
          "%s has 1 to %d characters, not %d".formatted(what, max, length));
    }
    if (stripped.chars().anyMatch(each -> Character.isISOControl(each) && each != '\n')) {
      throw new IllegalArgumentException(what + " has no control characters");
    }
    return stripped;
  }

  /**
   * Returns a text of one line, without invisible characters, such as those that change the
   * direction of the text after it.
   *
   * @throws IllegalArgumentException like {@link #require}, and for such characters
   */
  static String requireLine(String what, @Nullable String text, int max) {
    String line = require(what, text, max);
    if (line.codePoints()
        .anyMatch(each -> each == '\n' || Character.getType(each) == Character.FORMAT)) {
      throw new IllegalArgumentException(what + " is one line without invisible characters");
    }
    return line;
  }
}
