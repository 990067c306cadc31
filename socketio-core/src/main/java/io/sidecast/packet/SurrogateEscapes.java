package io.sidecast.packet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Replaces the escapes of surrogates in a JSON text by the surrogates themselves. JavaScript
 * escapes half a surrogate pair. Jackson accepts this escape in a value and refuses it in a key,
 * and accepts the character in both. Thread-safe.
 */
final class SurrogateEscapes {

  private static final int ESCAPE_LENGTH = 6;

  private SurrogateEscapes() {}

  /**
   * Replaces the escapes of a JSON text.
   *
   * @param json the text in UTF-8
   * @return the text, with its other escapes unchanged
   * @throws CharacterCodingException if the bytes are not UTF-8
   */
  static String replace(byte[] json) throws CharacterCodingException {
    var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
    var replaced = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      if (isEscapedSurrogate(text, i)) {
        var digits = text.subSequence(i + 2, i + ESCAPE_LENGTH);
        replaced.append((char) Integer.parseInt(digits.toString(), 16));
        i += ESCAPE_LENGTH;
      } else if (text.charAt(i) == '\\' && i + 1 < text.length()) {
        replaced.append(text, i, i + 2);
        i += 2;
      } else {
        replaced.append(text.charAt(i));
        i++;
      }
    }
    return replaced.toString();
  }

  private static boolean isEscapedSurrogate(CharSequence text, int at) {
    return at + ESCAPE_LENGTH <= text.length()
        && text.charAt(at) == '\\'
        && text.charAt(at + 1) == 'u'
        && Character.digit(text.charAt(at + 2), 16) == 0xd
        && Character.digit(text.charAt(at + 3), 16) >= 8
        && Character.digit(text.charAt(at + 4), 16) >= 0
        && Character.digit(text.charAt(at + 5), 16) >= 0;
  }
}
