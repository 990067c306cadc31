package io.sidecast.spring.handler;

import io.sidecast.SocketIoServer;
import io.sidecast.socket.Ack;
import io.sidecast.spring.OnEvent;
import io.sidecast.spring.SocketIoAdvice;
import io.sidecast.spring.SocketIoNamespace;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Adds the annotated methods of all beans to the namespaces of a server. Only beans that are
 * singletons may have such methods. Confined to one thread.
 */
public final class HandlerRegistrar {

  private static final List<Class<? extends Annotation>> ANNOTATIONS =
      List.of(HandlerKind.values()).stream()
          .<Class<? extends Annotation>>map(HandlerKind::type)
          .toList();

  private final ConfigurableListableBeanFactory beans;
  private final CallScope scope;
  private final ArgumentValidator validator;

  /**
   * Creates a registrar.
   *
   * @param beans the factory of the beans
   * @param scope the surroundings of each call of a method
   * @param validator the validator of arguments
   */
  public HandlerRegistrar(
      ConfigurableListableBeanFactory beans, CallScope scope, ArgumentValidator validator) {
    this.beans = beans;
    this.scope = scope;
    this.validator = validator;
  }

  /**
   * Adds the methods of all beans.
   *
   * @param server the server, which has not started
   * @throws IllegalStateException if an annotated method cannot be a handler; the message names it
   */
  public void addTo(SocketIoServer server) {
    var methods = new LinkedHashMap<String, Map<HandlerKind, List<HandlerMethod>>>();
    ErrorMethods advices = ErrorMethods.NONE;
    for (String name : beans.getBeanDefinitionNames()) {
      Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : typeOf(name);
      if (type == null || !AnnotationUtils.isCandidateClass(type, ANNOTATIONS)) {
        continue;
      }
      Map<HandlerKind, List<HandlerMethod>> found = methodsOf(name, type);
      if (AnnotatedElementUtils.hasAnnotation(type, SocketIoAdvice.class)) {
        advices = advices.after(found.getOrDefault(HandlerKind.ERROR, List.of()));
      } else if (!found.isEmpty()) {
        methods.put(name, found);
      }
    }
    for (var entry : methods.entrySet()) {
      var bean = entry.getValue();
      var errors = advices.after(bean.getOrDefault(HandlerKind.ERROR, List.of()));
      String namespace = namespaceOf(entry.getKey());
      try {
        new HandlerBean(bean, errors, scope).addTo(server.of(namespace));
      } catch (IllegalArgumentException reserved) {
        throw new IllegalStateException(
            "the bean '" + entry.getKey() + "': " + reserved.getMessage(), reserved);
      }
    }
  }

  private @Nullable Class<?> typeOf(String name) {
    return AutoProxyUtils.determineTargetClass(beans, name);
  }

  private String namespaceOf(String name) {
    Class<?> type = typeOf(name);
    SocketIoNamespace namespace =
        type == null
            ? null
            : AnnotatedElementUtils.findMergedAnnotation(type, SocketIoNamespace.class);
    return namespace == null ? "/" : namespace.value();
  }

  private Map<HandlerKind, List<HandlerMethod>> methodsOf(String name, Class<?> type) {
    var found = new EnumMap<HandlerKind, List<HandlerMethod>>(HandlerKind.class);
    for (HandlerKind kind : HandlerKind.values()) {
      var annotated =
          MethodIntrospector.selectMethods(
              type,
              (MethodIntrospector.MetadataLookup<@Nullable Annotation>)
                  method -> AnnotatedElementUtils.findMergedAnnotation(method, kind.type()));
      for (Method method : annotated.keySet()) {
        checkSingleton(name, method, kind);
        checkResult(method, kind);
        checkEvent(method, kind);
        found
            .computeIfAbsent(kind, any -> new ArrayList<>())
            .add(new HandlerMethod(beans.getBean(name), method, kind, validator));
      }
    }
    return found;
  }

  private void checkSingleton(String name, Method method, HandlerKind kind) {
    if (!beans.isSingleton(name)) {
      throw new IllegalStateException(
          "the bean '%s' with the %s method %s must be a singleton"
              .formatted(name, kind.annotation(), method.toGenericString()));
    }
  }

  private static void checkEvent(Method method, HandlerKind kind) {
    OnEvent event = AnnotatedElementUtils.findMergedAnnotation(method, OnEvent.class);
    if (kind == HandlerKind.EVENT && event != null && event.value().isBlank()) {
      throw new IllegalStateException(
          "the @OnEvent method %s has no event name".formatted(method.toGenericString()));
    }
  }

  private static void checkResult(Method method, HandlerKind kind) {
    boolean returns = method.getReturnType() != void.class;
    if (returns && List.of(method.getParameterTypes()).contains(Ack.class)) {
      throw new IllegalStateException(
          "the %s method %s acknowledges twice: remove its parameter Ack or its return value"
              .formatted(kind.annotation(), method.toGenericString()));
    }
  }
}
