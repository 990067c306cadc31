package io.sidecast.spring.handler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ExceptionDepthComparator;

/**
 * The methods that handle the exceptions of one bean: its own, and those of all advices. Immutable.
 */
final class ErrorMethods {

  static final ErrorMethods NONE = new ErrorMethods(List.of());

  /** The methods of one bean by the type of their exception, one map for each bean. */
  private final List<Map<Class<? extends Throwable>, HandlerMethod>> beans;

  private ErrorMethods(List<Map<Class<? extends Throwable>, HandlerMethod>> beans) {
    this.beans = beans;
  }

  /** Returns these methods, and before them those of another bean. */
  ErrorMethods after(List<HandlerMethod> methods) {
    if (methods.isEmpty()) {
      return this;
    }
    var types = new LinkedHashMap<Class<? extends Throwable>, HandlerMethod>();
    for (HandlerMethod method : methods) {
      Class<? extends Throwable> type = exceptionOf(method);
      HandlerMethod other = types.put(type, method);
      if (other != null) {
        throw new IllegalStateException(
            "two @OnError methods handle " + type.getName() + ": " + other + " and " + method);
      }
    }
    var all = new ArrayList<Map<Class<? extends Throwable>, HandlerMethod>>();
    all.add(types);
    all.addAll(beans);
    return new ErrorMethods(List.copyOf(all));
  }

  /**
   * Calls the nearest method for an exception, and returns its result.
   *
   * @throws Exception the exception itself if no method handles it, or that of the method
   */
  @Nullable Object handle(Call call, Throwable failure) throws Exception {
    for (var types : beans) {
      var matching = types.keySet().stream().filter(type -> type.isInstance(failure)).toList();
      if (!matching.isEmpty()) {
        var nearest = ExceptionDepthComparator.findClosestMatch(matching, failure);
        return Objects.requireNonNull(types.get(nearest)).invoke(call.failed(failure));
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }

  private static Class<? extends Throwable> exceptionOf(HandlerMethod method) {
    List<Class<?>> types =
        List.of(method.method().getParameterTypes()).stream()
            .filter(Throwable.class::isAssignableFrom)
            .toList();
    if (types.size() != 1) {
      throw new IllegalStateException(
          "the @OnError method " + method + " needs one parameter for the exception");
    }
    return types.get(0).asSubclass(Throwable.class);
  }
}
