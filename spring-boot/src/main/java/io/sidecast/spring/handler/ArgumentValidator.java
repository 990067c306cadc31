package io.sidecast.spring.handler;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Validates the arguments of handler methods. Thread-safe. */
@FunctionalInterface
public interface ArgumentValidator {

  /** A validator that accepts everything. */
  ArgumentValidator NONE = (bean, method, arguments) -> {};

  /**
   * Checks the constraints of the parameters of a method.
   *
   * @param bean the bean of the method, without a proxy
   * @param method the method of the bean's class
   * @param arguments the arguments in order
   * @throws RuntimeException if one is not valid
   */
  void validate(Object bean, Method method, @Nullable Object[] arguments);
}
