package io.sidecast.spring;

import io.sidecast.socket.Handshake;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A bean that identifies the user of a new client, in every namespace. The principal is available
 * as {@code socket.principal()}. If it is an {@code Authentication} of Spring Security, it is also
 * the authentication of the security context in which the handler methods of the client run.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HandshakeAuthenticator {

  /**
   * Identifies the user. Called on a handler thread, where it may block.
   *
   * @param handshake the handshake of the client
   * @return the user, or null for a client without a user
   * @throws io.sidecast.socket.ConnectRefusedException to refuse the client with a message of its
   *     own
   * @throws Exception to refuse the client; an {@code AuthenticationException} of Spring Security
   *     is sent as {@code Unauthorized}
   */
  @Nullable Principal authenticate(Handshake handshake) throws Exception;
}
