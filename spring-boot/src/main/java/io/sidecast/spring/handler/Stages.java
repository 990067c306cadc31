package io.sidecast.spring.handler;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;

/** Converts the reactive results of handler methods to stages. Thread-safe. */
final class Stages {

  private static final boolean REACTOR =
      ClassUtils.isPresent("reactor.core.publisher.Mono", Stages.class.getClassLoader());

  private Stages() {}

  /** Returns the stage of a publisher of one value; any other result unchanged. */
  static @Nullable Object of(@Nullable Object result) {
    if (!REACTOR || result == null) {
      return result;
    }
    ReactiveAdapter adapter =
        ReactiveAdapterRegistry.getSharedInstance().getAdapter(result.getClass(), result);
    if (adapter == null || adapter.isMultiValue() || adapter.getReactiveType() != Mono.class) {
      return result;
    }
    return Mono.from(adapter.toPublisher(result)).toFuture();
  }
}
