package io.sidecast.json;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value of unknown shape, which may contain binary values. Methods that read it as one type
 * return an empty result for every other kind of value; they convert nothing. It can be emitted
 * like any other value, a missing one as {@code null}. Immutable.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public interface JsonValue {

  /** The kinds of values. */
  enum Kind {
    /** Values by name. */
    OBJECT,
    /** A list of values. */
    ARRAY,
    /** A text. */
    STRING,
    /** An integer or a decimal. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** Bytes: an attachment, or a bin value of MessagePack. */
    BINARY,
    /** The value {@code null}. */
    NULL,
    /** No value: the name or the index does not exist. */
    MISSING
  }

  /**
   * Returns the kind of this value.
   *
   * @return the kind
   */
  Kind kind();

  /**
   * Returns the number of values in an object or an array.
   *
   * @return the number; 0 for other kinds
   */
  int size();

  /**
   * Returns the names in an object.
   *
   * @return the names in the order received; an empty set for other kinds
   */
  Set<String> names();

  /**
   * Returns a value of an object.
   *
   * @param name the name
   * @return the value; a value of the kind {@link Kind#MISSING} if there is none
   */
  JsonValue get(String name);

  /**
   * Returns a value of an array.
   *
   * @param index the index; the first one is 0
   * @return the value; a value of the kind {@link Kind#MISSING} if there is none
   */
  JsonValue get(int index);

  /**
   * Returns the values of an array.
   *
   * @return the values; an empty list for other kinds
   */
  List<JsonValue> elements();

  /**
   * Returns a text.
   *
   * @return the text; empty for other kinds
   */
  Optional<String> string();

  /**
   * Returns a number with its exact value.
   *
   * @return an {@code Integer}, {@code Long}, {@code BigInteger}, {@code Double} or {@code
   *     BigDecimal}; empty for other kinds
   */
  Optional<Number> number();

  /**
   * Returns an integer.
   *
   * @return the integer; empty for other kinds, for a number with a fraction, and for one that does
   *     not fit 64 bits
   */
  OptionalLong integer();

  /**
   * Returns a number as a double.
   *
   * @return the nearest double; empty for other kinds
   */
  OptionalDouble decimal();

  /**
   * Returns true or false.
   *
   * @return the value; empty for other kinds
   */
  Optional<Boolean> bool();

  /**
   * Returns bytes.
   *
   * @return the bytes, which must not be changed; empty for other kinds
   */
  Optional<byte[]> binary();

  /**
   * Returns this value as plain Java values.
   *
   * @return a {@code Map}, {@code List}, {@code String}, {@code Boolean}, number or {@code byte[]};
   *     null for the kinds {@link Kind#NULL} and {@link Kind#MISSING}
   */
  @Nullable Object plain();

  /**
   * Returns this value as JSON text.
   *
   * @return the text, with binary values in base64; empty for the kind {@link Kind#MISSING}
   */
  @Override
  String toString();
}
