package io.sidecast.examples.chat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message as clients receive it.
 *
 * @param id an id that no other message has
 * @param author the sender, as at the time of the message
 * @param to the id of the only receiver, or null if the message is for the room of the author
 * @param text the text, which is empty beside some pictures
 * @param image a JPEG picture, or null
 * @param time the time on the server of the author, in milliseconds since 1970
 */
record Said(
    String id,
    Person author,
    @Nullable String to,
    String text,
    byte @Nullable [] image,
    long time) {

  /** Returns the approximate size in bytes. */
  int size() {
    return text.getBytes(StandardCharsets.UTF_8).length + (image == null ? 0 : image.length);
  }
}
