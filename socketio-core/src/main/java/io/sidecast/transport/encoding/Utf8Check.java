package io.sidecast.transport.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A validator of UTF-8 (RFC 3629) for a stream of bytes: no overlong forms, no surrogates, no
 * character above U+10FFFF. A part of the stream may end inside of a character. ASCII is checked in
 * steps of eight bytes. Not thread-safe.
 */
public final class Utf8Check {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final int CONTINUATION_LOW = 0x80;
  private static final int CONTINUATION_HIGH = 0xBF;

  private int missing; // continuation bytes until the end of the character
  private int low = CONTINUATION_LOW; // the range of the next continuation byte
  private int high = CONTINUATION_HIGH;

  /** Returns whether all bytes are UTF-8. */
  public static boolean isValid(byte[] bytes) {
    int ascii = skipAscii(bytes, 0);
    if (ascii == bytes.length) {
      return true;
    }
    var check = new Utf8Check();
    return check.accept(bytes, ascii) && check.isComplete();
  }

  /** Validates the next bytes of the stream. Returns false if they are not UTF-8. */
  public boolean accept(byte[] bytes) {
    return accept(bytes, 0);
  }

  /** Returns whether the stream may end here, outside of a character. */
  public boolean isComplete() {
    return missing == 0;
  }

  private boolean accept(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length) {
      if (missing == 0) {
        at = skipCommon(bytes, at);
        if (at == bytes.length) {
          return true;
        }
        if (!begin(bytes[at] & 0xff)) {
          return false;
        }
      } else {
        int next = bytes[at] & 0xff;
        if (next < low || next > high) {
          return false;
        }
        low = CONTINUATION_LOW;
        high = CONTINUATION_HIGH;
        missing--;
      }
      at++;
    }
    return true;
  }

  /** Validates the first byte of a character that is not ASCII (RFC 3629, section 4). */
  private boolean begin(int lead) {
    if (lead < 0xC2 || lead > 0xF4) {
      return false;
    }
    missing = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    switch (lead) {
      case 0xE0 -> low = 0xA0;
      case 0xED -> high = 0x9F;
      case 0xF0 -> low = 0x90;
      case 0xF4 -> high = 0x8F;
      default -> {}
    }
    return true;
  }

  /**
   * Skips complete characters of one to three bytes, up to the first one that this method cannot
   * validate.
   */
  private static int skipCommon(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length) {
      int lead = bytes[at] & 0xff;
      if (lead < 0x80) {
        at = skipAscii(bytes, at);
      } else if (lead >= 0xC2 && lead < 0xE0 && continues(bytes, at + 1)) {
        at += 2;
      } else if (lead > 0xE0
          && lead < 0xF0
          && lead != 0xED
          && continues(bytes, at + 1)
          && continues(bytes, at + 2)) {
        at += 3;
      } else {
        return at;
      }
    }
    return at;
  }

  private static boolean continues(byte[] bytes, int at) {
    return at < bytes.length && (bytes[at] & 0xC0) == 0x80;
  }

  private static int skipAscii(byte[] bytes, int from) {
    int at = from;
    while (at <= bytes.length - Long.BYTES && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
      at += Long.BYTES;
    }
    while (at < bytes.length && bytes[at] >= 0) {
      at++;
    }
    return at;
  }
}
