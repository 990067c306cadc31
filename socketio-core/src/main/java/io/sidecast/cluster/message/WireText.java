package io.sidecast.cluster.message;

/**
 * The wire form of strings with an unpaired surrogate, which JavaScript allows and UTF-8 cannot
 * represent. On the wire such a string is a byte string of its UTF-16 code units, big-endian; every
 * other string is a CBOR text. Thread-safe.
 */
final class WireText {

  private WireText() {}

  /** Whether every surrogate belongs to a pair. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /**
   * The UTF-16 code units of a string. The encoders of the JDK would replace an unpaired surrogate.
   */
  static byte[] codeUnits(String text) {
    byte[] codeUnits = new byte[2 * text.length()];
    for (int i = 0; i < text.length(); i++) {
      codeUnits[2 * i] = (byte) (text.charAt(i) >> 8);
      codeUnits[2 * i + 1] = (byte) text.charAt(i);
    }
    return codeUnits;
  }

  /**
   * The string with these UTF-16 code units.
   *
   * @throws EnvelopeException for an odd number of bytes
   */
  static String of(byte[] codeUnits) {
    if (codeUnits.length % 2 != 0) {
      throw new EnvelopeException("not an envelope: half a UTF-16 unit at the end of a string");
    }
    char[] chars = new char[codeUnits.length / 2];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) ((codeUnits[2 * i] & 0xff) << 8 | (codeUnits[2 * i + 1] & 0xff));
    }
    return new String(chars);
  }
}
