package io.sidecast.spring.handler;

import io.sidecast.spring.OnEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/** A method of a bean that handles clients. Thread-safe. */
final class HandlerMethod {

  private final Object bean;
  private final Object target;
  private final Method declared;
  private final Method invocable;
  private final List<ParameterReader> parameters;
  private final ArgumentValidator validator;

  /**
   * Creates a handler method.
   *
   * @throws IllegalStateException if the method cannot be a handler of this kind
   */
  HandlerMethod(Object bean, Method method, HandlerKind kind, ArgumentValidator validator) {
    Object single = AopProxyUtils.getSingletonTarget(bean);
    this.bean = bean;
    this.target = single == null ? bean : single;
    this.declared = method;
    this.invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
    this.parameters = ParameterReaders.of(method, AopUtils.getTargetClass(bean), kind);
    this.validator = validator;
    ReflectionUtils.makeAccessible(invocable);
  }

  Method method() {
    return declared;
  }

  /** Returns the name of the event of a method of the kind {@link HandlerKind#EVENT}. */
  String event() {
    return Objects.requireNonNull(
            AnnotatedElementUtils.findMergedAnnotation(declared, OnEvent.class), "no @OnEvent")
        .value();
  }

  boolean has(Class<?> parameter) {
    return List.of(declared.getParameterTypes()).contains(parameter);
  }

  /** Reads and validates the arguments, and calls the method. */
  @Nullable Object invoke(Call call) throws Exception {
    @Nullable Object[] arguments = new Object[parameters.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = parameters.get(i).read(call);
    }
    validator.validate(target, declared, arguments);
    try {
      return invocable.invoke(bean, arguments);
    } catch (InvocationTargetException thrown) {
      Throwable cause = thrown.getTargetException();
      if (cause instanceof Error error) {
        throw error;
      }
      throw (Exception) cause;
    }
  }

  @Override
  public String toString() {
    return declared.toGenericString();
  }
}
