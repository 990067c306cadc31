package io.sidecast.spring.autoconfigure;

import io.sidecast.socket.Socket;
import io.sidecast.spring.handler.CallScope;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/** The security context of Spring Security in handler methods. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(SecurityContextHolder.class)
class SecurityConfiguration {

  static boolean isUnauthorized(RuntimeException failure) {
    return failure instanceof AuthenticationException;
  }

  @Bean
  @ConditionalOnMissingBean
  CallScope sidecastSecurityScope() {
    return SecurityConfiguration::enter;
  }

  /** Sets the authentication of a client, and restores that of the thread at the end. */
  private static Runnable enter(Socket socket) {
    SecurityContext before = SecurityContextHolder.getContext();
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    if (socket.principal().orElse(null) instanceof Authentication user) {
      context.setAuthentication(user);
    }
    SecurityContextHolder.setContext(context);
    return () -> SecurityContextHolder.setContext(before);
  }
}
