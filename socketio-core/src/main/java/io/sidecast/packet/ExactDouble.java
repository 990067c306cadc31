package io.sidecast.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A JSON number that has a fraction or an exponent and fits a double. It is a double for all
 * readers, except that a reader of decimals receives the digits as they were sent. Immutable.
 */
final class ExactDouble extends DoubleNode {

  private static final long serialVersionUID = 1L;

  /** The maximum number of significant digits with which a JDK or a browser prints a double. */
  private static final int MAX_DIGITS = 18;

  /**
   * The number of significant digits up to which every decimal is the shortest form of its double.
   */
  private static final int SAFE_DIGITS = 15;

  private static final int MAX_EXPONENT_DIGITS = 6;
  private static final long MAX_EXACT_INTEGER = 1L << 53;

  /** The powers of ten that a double represents exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private final long unscaled;
  private final int scale;

  private ExactDouble(double value, long unscaled, int scale) {
    super(value);
    this.unscaled = unscaled;
    this.scale = scale;
  }

  @Override
  public BigDecimal decimalValue() {
    return BigDecimal.valueOf(unscaled, scale);
  }

  /**
   * Parses a number as a double if no digit is lost, otherwise as a decimal. Trailing zeros of a
   * fraction are significant: {@code 1.10} becomes a decimal, {@code 1.0} a double.
   *
   * @throws PacketException if the exponent does not fit an integer
   */
  static JsonNode parse(char[] text, int from, int length) {
    int end = from + length;
    int at = from;
    boolean negative = text[at] == '-';
    if (negative || text[at] == '+') {
      at++;
    }
    long unscaled = 0;
    int digits = 0;
    int point = -1;
    for (; at < end && text[at] != 'e' && text[at] != 'E'; at++) {
      if (text[at] == '.') {
        point = at;
      } else if (++digits <= MAX_DIGITS) {
        unscaled = unscaled * 10 + text[at] - '0';
        digits = unscaled == 0 ? 0 : digits; // leading zeros are not significant
      }
    }
    int fraction = point < 0 ? 0 : at - point - 1;
    boolean endsInZero = fraction > 1 && text[at - 1] == '0';
    if (digits > MAX_DIGITS || endsInZero || end - at > MAX_EXPONENT_DIGITS) {
      return decimal(text, from, length);
    }
    int scale = fraction - (at == end ? 0 : exponent(text, at + 1, end));
    if (unscaled == 0) {
      return negative ? DoubleNode.valueOf(-0.0) : new ExactDouble(0.0, 0, scale);
    }
    double value = value(unscaled, scale, text, from, length);
    boolean exact =
        value != 0
            && Double.isFinite(value)
            && (digits <= SAFE_DIGITS || isNearest(Math.abs(value), unscaled, scale, digits));
    return exact
        ? new ExactDouble(
            negative ? -Math.abs(value) : value, negative ? -unscaled : unscaled, scale)
        : decimal(text, from, length);
  }

  private static int exponent(char[] text, int from, int end) {
    boolean negative = text[from] == '-';
    int exponent = 0;
    for (int at = negative || text[from] == '+' ? from + 1 : from; at < end; at++) {
      exponent = exponent * 10 + text[at] - '0';
    }
    return negative ? -exponent : exponent;
  }

  /**
   * Computes the double: with one rounding if both operands are exact, otherwise with the parser of
   * the JDK.
   */
  private static double value(long unscaled, int scale, char[] text, int from, int length) {
    if (unscaled <= MAX_EXACT_INTEGER && Math.abs(scale) < POWERS.length) {
      return scale < 0 ? unscaled * POWERS[-scale] : unscaled / POWERS[scale];
    }
    return Double.parseDouble(new String(text, from, length));
  }

  /** Returns whether a client that prints enough digits prints the double with these digits. */
  private static boolean isNearest(double value, long unscaled, int scale, int digits) {
    BigDecimal sent = BigDecimal.valueOf(unscaled, scale);
    return BigDecimal.valueOf(value).compareTo(sent) == 0
        || new BigDecimal(value)
                .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .compareTo(sent)
            == 0;
  }

  private static JsonNode decimal(char[] text, int from, int length) {
    try {
      return DecimalNode.valueOf(new BigDecimal(text, from, length));
    } catch (NumberFormatException e) {
      throw new PacketException("a number in a packet is out of range", e);
    }
  }
}
