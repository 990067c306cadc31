package io.sidecast.cluster.message;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The kinds of one sealed type. Each has a number and a pair of functions: one writes its fields,
 * the other reads them. Immutable after the last {@link #with}.
 *
 * @param <T> the sealed type
 */
final class CborKinds<T> {

  private final String what;
  private final Map<Class<?>, Kind<? extends T>> byType = new HashMap<>();
  private final Map<Long, Kind<? extends T>> byNumber = new HashMap<>();

  private record Kind<M>(int number, Class<M> type, Write<M> write, Read<M> read) {

    void writeCast(Object value, CborWriter out) throws IOException {
      write.fields(out, type.cast(value));
    }
  }

  /** Writes the fields of one kind. */
  @FunctionalInterface
  interface Write<M> {
    void fields(CborWriter out, M value) throws IOException;
  }

  /** Reads the fields that its {@link Write} has written. */
  @FunctionalInterface
  interface Read<M> {
    M fields(CborReader in) throws IOException;
  }

  CborKinds(String what) {
    this.what = what;
  }

  <M extends T> CborKinds<T> with(int number, Class<M> type, Write<M> write, Read<M> read) {
    var kind = new Kind<>(number, type, write, read);
    byType.put(type, kind);
    byNumber.put((long) number, kind);
    return this;
  }

  int numberOf(T value) {
    return kindOf(value).number();
  }

  void writeFields(T value, CborWriter out) throws IOException {
    kindOf(value).writeCast(value, out);
  }

  private Kind<? extends T> kindOf(T value) {
    Kind<? extends T> kind = byType.get(value.getClass());
    if (kind == null) {
      throw new IllegalArgumentException("a " + what + " without a number: " + value.getClass());
    }
    return kind;
  }

  /** Writes the number of the kind and its fields. */
  void write(T value, CborWriter out) throws IOException {
    out.number(numberOf(value));
    writeFields(value, out);
  }

  T read(CborReader in) throws IOException {
    return readFields(in.number(), in);
  }

  /** Reads the fields of the kind with this number. */
  T readFields(long number, CborReader in) throws IOException {
    Kind<? extends T> kind = byNumber.get(number);
    if (kind == null) {
      throw new EnvelopeException("unknown " + what + " kind " + number);
    }
    return kind.read().fields(in);
  }
}
