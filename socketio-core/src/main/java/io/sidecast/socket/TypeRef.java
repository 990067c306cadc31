package io.sidecast.socket;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * A type with its type arguments, which a {@link Class} cannot express: {@code new
 * TypeRef<List<Order>>() {}}. Methods that accept the class of a value accept it too. Immutable.
 *
 * @param <T> the type
 * @since 0.1.0
 */
public abstract class TypeRef<T> {

  private final Type type;

  /**
   * Creates a reference to the type argument of the subclass, which is usually anonymous.
   *
   * @throws IllegalArgumentException if the subclass has no type argument
   */
  protected TypeRef() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType superclass)
        || !TypeRef.class.equals(superclass.getRawType())) {
      throw new IllegalArgumentException(
          "a TypeRef needs a type argument, as in new TypeRef<List<String>>() {}");
    }
    this.type = superclass.getActualTypeArguments()[0];
  }

  private TypeRef(Type type) {
    this.type = type;
  }

  /**
   * Returns a reference to a class.
   *
   * @param type the class
   * @param <T> the type
   * @return a reference to it
   */
  public static <T> TypeRef<T> of(Class<T> type) {
    return new TypeRef<T>(Objects.requireNonNull(type, "type must not be null")) {};
  }

  /**
   * Returns a reference to a type of reflection, for example of a parameter of a method.
   *
   * @param type the type
   * @return a reference to it
   */
  public static TypeRef<?> of(Type type) {
    return new TypeRef<Object>(Objects.requireNonNull(type, "type must not be null")) {};
  }

  /** Checks that a type is not null. */
  static <T> TypeRef<T> checked(TypeRef<T> type) {
    return Objects.requireNonNull(type, "type must not be null");
  }

  /**
   * Returns the type.
   *
   * @return the type argument of the subclass
   */
  public final Type type() {
    return type;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof TypeRef<?> ref && type.equals(ref.type);
  }

  @Override
  public final int hashCode() {
    return type.hashCode();
  }

  @Override
  public final String toString() {
    return type.getTypeName();
  }
}
