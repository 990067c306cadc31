package io.sidecast.spring;

import io.sidecast.SocketIoServerBuilder;

/**
 * A bean that sets options of the server for which there is no property. Several are called in the
 * order of {@link org.springframework.core.annotation.Order}, after the properties are applied.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketIoServerCustomizer {

  /**
   * Sets options of the server.
   *
   * @param builder the builder of the server
   */
  void customize(SocketIoServerBuilder builder);
}
