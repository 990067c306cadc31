package io.sidecast.testing.browser;

/** A key that types no letter. */
public enum Key {
  /** Moves the focus. */
  TAB("Tab", 9, ""),
  /** Submits a form or presses a button. */
  ENTER("Enter", 13, "\r"),
  /** Presses a button or ticks a box. */
  SPACE(" ", 32, " "),
  /** Leaves. */
  ESCAPE("Escape", 27, ""),
  /** Moves upward. */
  UP("ArrowUp", 38, ""),
  /** Moves downward. */
  DOWN("ArrowDown", 40, "");

  private final String key;
  private final int code;
  private final String text;

  Key(String key, int code, String text) {
    this.key = key;
    this.code = code;
    this.text = text;
  }

  String key() {
    return key;
  }

  int code() {
    return code;
  }

  String text() {
    return text;
  }
}
