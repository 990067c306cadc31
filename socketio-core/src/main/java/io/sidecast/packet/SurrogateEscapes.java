package io.sidecast.packet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The escapes of surrogates in a JSON text. JavaScript escapes half a surrogate pair. Jackson
 * accepts this escape in a value and refuses it in a key, and accepts the character in both.
 * Thread-safe.
 */
final class SurrogateEscapes {

  private static final int LENGTH = 6;

  private SurrogateEscapes() {}

  /**
   * Returns whether a JSON text contains a backslash before {@code ud}, as every escape has it.
   *
   * @param json the text in UTF-8
   */
  static boolean mayBeIn(byte[] json) {
    for (int i = 2; i < json.length; i++) {
      if ((json[i] | 0x20) == 'd' && json[i - 1] == 'u' && json[i - 2] == '\\') {
        return true;
      }
    }
    return false;
  }

  /**
   * Replaces the escapes of surrogates by the surrogates themselves.
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
      if (isSurrogate(text, i)) {
        replaced.append((char) HexFormat.fromHexDigits(text, i + 2, i + LENGTH));
        i += LENGTH;
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

  private static boolean isSurrogate(CharSequence text, int at) {
    return at + LENGTH <= text.length()
        && text.charAt(at) == '\\'
        && text.charAt(at + 1) == 'u'
        && text.subSequence(at + 2, at + LENGTH).chars().allMatch(HexFormat::isHexDigit)
        && Character.isSurrogate((char) HexFormat.fromHexDigits(text, at + 2, at + LENGTH));
  }
}
