package io.sidecast.examples.chat;

import org.jspecify.annotations.Nullable;

/**
 * A message as a client sends it.
 *
 * @param to the id of the only receiver, or null for the room of the sender
 * @param text the text, which may be empty beside a picture
 * @param image a JPEG picture, or null
 */
record Message(@Nullable String to, @Nullable String text, byte @Nullable [] image) {

  private static final int MAX_TEXT = 2000;
  private static final int MAX_IMAGE_BYTES = 200_000;

  /**
   * Returns the text without blanks around it.
   *
   * @throws IllegalArgumentException if the message is empty, too long, or its picture is no JPEG
   */
  String checkedText() {
    if (image != null) {
      requireJpeg(image);
    }
    return image != null && (text == null || text.isBlank())
        ? ""
        : Texts.require("a message", text, MAX_TEXT);
  }

  private static void requireJpeg(byte[] image) {
    if (image.length > MAX_IMAGE_BYTES) {
      throw new IllegalArgumentException(
          "a picture has at most %d bytes, not %d".formatted(MAX_IMAGE_BYTES, image.length));
    }
    if (image.length < 3 || image[0] != (byte) 0xFF || image[1] != (byte) 0xD8) {
      throw new IllegalArgumentException("a picture must be a JPEG");
    }
  }
}
