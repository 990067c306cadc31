package io.sidecast.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sets the namespace of the methods of a bean. Without it they handle the namespace {@code /}.
 *
 * @since 0.1.0
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface SocketIoNamespace {

  /**
   * The name of the namespace, for example {@code /chat}.
   *
   * @return the name; the leading slash is optional
   */
  String value();
}
